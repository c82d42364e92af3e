#!/usr/bin/python3
"""Every snippet of a guide stands in the example that it names, word for word.

    guide.py GUIDE EXAMPLES-FOLDER

A snippet is a fenced block whose first line names language and file: ```cpp foxinsocks/foxinsocks.cpp
"""
import pathlib
import re
import sys

FENCE = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.M | re.S)


def main(guide, examples):
    text = pathlib.Path(guide).read_text(encoding="utf-8")
    snippets = FENCE.findall(text)
    strangers = [(name, body) for _, name, body in snippets
                 if body not in (pathlib.Path(examples) / name).read_text(encoding="utf-8")]
    for name, body in strangers:
        print("%s: this is not in %s:\n%s" % (guide, name, body))
    unnamed = text.count("```") - 2 * len(snippets)
    if unnamed:
        print("%s: a fenced block names no file" % guide)
    print("%d snippets, %d wrong" % (len(snippets), len(strangers)))
    return 1 if strangers or unnamed or not snippets else 0


sys.exit(main(*sys.argv[1:]))
