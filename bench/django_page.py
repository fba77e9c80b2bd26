"""The peer of the law page: one text of a SQLite file ($LAWS_DB) as HTML, by Django, as its documentation does it."""

import os

import django
from django.conf import settings

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>{{title}}</title>
<body><h1>{{title}}</h1>{% for paragraph in paragraphs %}<p>{{paragraph}}</p>{% endfor %}</body></html>"""
LOADERS = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", {"law.html": PAGE})])]

settings.configure(
    DEBUG=False, SECRET_KEY="only for measuring", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, INSTALLED_APPS=[],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["LAWS_DB"], "CONN_MAX_AGE": 600}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": LOADERS}}])
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 (settings come first)
from django.db import connection  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


def law(request, number):
    with connection.cursor() as cursor:
        cursor.execute("select title, body from law where id = %s", [number])
        title, body = cursor.fetchone()
    return render(request, "law.html", {"title": title, "paragraphs": body.split("\n\n")})


urlpatterns = [path("law/<int:number>", law)]
application = get_wsgi_application()
