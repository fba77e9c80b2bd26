SELECT created, updated, unchanged, rejected, at FROM folder_imports WHERE source = $1
