#!/usr/bin/python3
"""Checks API definitions against api/definition.schema.json, and that they name each other rightly.

Usage: check_definitions.py [FILE or FOLDER...]   (default: api/)
Prints "FILE: where: what is wrong" lines and ends with 1 if there are any. Third parties check theirs with it too.
"""
import json
import pathlib
import re
import sys

import jsonschema
import yaml

API = pathlib.Path(__file__).resolve().parent.parent / "api"


class Loader(yaml.SafeLoader):
    """Scalars as the server reads them (YAML 1.2): dates and words like "yes" are text. No key twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"the key '{key}' is given twice", node.start_mark)
        return super().construct_mapping(node, deep)


REPLACED = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in REPLACED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def files_of(arguments):
    for argument in arguments or [API]:
        path = pathlib.Path(argument)
        yield from sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def problems(path, validator, aliases):
    try:
        definition = yaml.load(path.read_text(encoding="utf-8"), Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [f"{path}: {error}"]
    found = []
    for error in sorted(validator.iter_errors(definition), key=lambda e: list(map(str, e.absolute_path))):
        where = "/".join(str(step) for step in error.absolute_path) or "the file"
        found.append(f"{path}: {where}: {error.message}")
    if not found:
        if definition["alias"] != path.stem:
            found.append(f"{path}: alias: is '{definition['alias']}', so the file must be {definition['alias']}.yaml")
        found += [f"{path}: requires: there is no definition '{alias}'"
                  for alias in definition.get("requires") or [] if alias not in aliases]
    return found


def main(arguments):
    schema = json.loads((API / "definition.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    files = list(files_of(arguments))
    aliases = {path.stem for path in files} | {path.stem for path in API.glob("*.yaml")}
    found = [problem for path in files for problem in problems(path, validator, aliases)]
    print("\n".join(found) if found else f"{len(files)} definitions are right")
    return 1 if found or not files else 0


sys.exit(main(sys.argv[1:]))
