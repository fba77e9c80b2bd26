"""Appeals grouped by what they are about: as well as scikit-learn does it, and more quickly?"""

import json
import subprocess
from pathlib import Path

import data
from measure import run

TEXTS = 100_000
PLACED = 0.020
# The peer: words by jieba, TF-IDF, and the clustering that is told how many groups there are.
PEER = """
import json, sys, time
import jieba
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score
labels, texts = zip(*(line.rstrip("\\n").split("\\t", 1) for line in open(sys.argv[1])))
jieba.initialize()
begun = time.perf_counter()
words = lambda text: [word for word in jieba.cut(text) if len(word) > 1]
vectors = TfidfVectorizer(tokenizer=words, token_pattern=None, min_df=2).fit_transform(texts)
told = len({label for label in labels if not label.startswith("x")})
found = MiniBatchKMeans(told, random_state=0, n_init=3, batch_size=4096).fit_predict(vectors)
spent = time.perf_counter() - begun
ours = [line.strip() for line in open(sys.argv[2])]
print(json.dumps({"seconds": spent, "groups": told, "peer": adjusted_rand_score(labels, found),
                  "ours": adjusted_rand_score(labels, ours)}))
"""


def measure(bench):
    program = bench.ours.example("mingjing-clusters", "cluster")
    made = bench.folder / "appeals.tsv"
    generator = Path(__file__).resolve().parent.parent / "appeals.py"
    for seed in (1, 2):
        made.write_bytes(subprocess.run(["python3", generator, str(TEXTS), str(seed)], check=True,
                                        stdout=subprocess.PIPE).stdout)
        one(bench, program, made, f"{TEXTS:,} made-up appeals, seed {seed}")
    if bench.laws:
        pieces = bench.folder / "articles.tsv"
        tenth = [text for _, text in bench.laws][::10]
        lines = (f"{number}\t{' '.join(piece.split())}\n" for number, text in enumerate(tenth)
                 for piece in data.articles([text]))
        pieces.write_text("".join(lines))
        one(bench, program, pieces, "articles of every tenth law, by law")
    bench.report.note(
        "Grouping: both sides begin with the text and end with a group for each; the peer (jieba, TF-IDF and MiniBatchKMeans "
        "of scikit-learn) is told how many groups there are, ours is not. Better is nearer to 1 (adjusted Rand index). The "
        "limits were chosen on seed 1. HDBSCAN takes no sparse vectors and is not measured.")


def one(bench, program, file, what):
    groups = bench.folder / "groups.txt"
    done = run([program, file])
    groups.write_text(done.stdout)
    told = json.loads(done.stderr.splitlines()[0])
    peer = json.loads(run([bench.peers.bin / "python", "-c", PEER, file, groups]).stdout)
    bench.report.time(f"{what}: grouped", told["seconds"], at_most=peer["seconds"], peer=("scikit-learn", peer["seconds"]))
    bench.report.time(f"{what}: one text placed, p99", told["p99"], at_most=PLACED)
    found = f"ours {peer['ours']:.3f} in {told['groups']} groups, peer {peer['peer']:.3f} in {peer['groups']}"
    bench.report.check(f"{what}: adjusted Rand index", peer["ours"] >= peer["peer"], found)
