"""Holds a powercut report to its schema, and to what a schema cannot say.

usage: check_report.py FILE...

One line for each file. Exit 0: all are sound; 1: one is not; 2: wrong usage, or a file that cannot
be read as JSON.
"""

import collections
import json
import pathlib
import sys

import jsonschema

SCHEMA_PATH = pathlib.Path(__file__).resolve().parent / "report.schema.json"
RUN = "run"
COUNTS = ("legal", "visited", "merged", "skipped", "audited", "differed", "failed")
LOG_SWEEP = "sweep --log"
SEED_OF_LOG_SWEEP = 1
COUNTLESS = 10**18  # that or more


class Unsound(Exception):
    """The first thing that is wrong with a report; it begins with the place."""


def require(holds, place, complaint):
    if not holds:
        raise Unsound(f"{place}: {complaint}")


def check(report):
    """Raises Unsound."""
    check_schema(report)
    check_subjects(report)
    check_cells(report)
    check_verdicts(report)
    check_totals(report)
    check_pieces(report)
    check_findings(report)


def check_schema(report):
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(report))
    if error:
        message = error.message if len(error.message) < 200 else error.message[:200] + " ..."
        raise Unsound(f"{error.json_path}: {message}")


def names(report, subject):
    return [item["name"] for item in report[subject]]


def check_subjects(report):
    for subject in ("stores", "workloads", "models"):
        found = names(report, subject)
        require(len(set(found)) == len(found), subject, "a name is there twice")
    for store in report["stores"]:
        for clause in report["without"]:
            require(clause in store["not_asked"], f"stores.{store['name']}",
                    f"not_asked lacks {clause}")
    if report["command"] != LOG_SWEEP:
        require(RUN in names(report, "models"), "models", f"{RUN} is missing")


def check_tally(tally, place, is_run):
    legal, failed = tally["legal"], tally["failed"]
    by_kind = sum(tally["by_kind"].values())
    accounted = (tally["visited"] + tally["merged"] + sum(tally["pruned"].values())
                 + tally["skipped"])
    require(legal == accounted or legal >= COUNTLESS, place,
            f"{legal} legal, but {accounted} visited, merged, pruned or skipped")
    require(tally["sampled"] == (tally["skipped"] > 0), place,
            "sampled means that some are skipped")
    by_reason = sum(tally["skipped_by"].values())
    require(min(by_reason, COUNTLESS) == tally["skipped"], place,
            f"{tally['skipped']} skipped, but {by_reason} by reason")
    require(tally["differed"] <= tally["audited"], place,
            f"{tally['differed']} differed of {tally['audited']} audited")
    lifetimes = tally["lifetimes"]
    require(failed <= legal + lifetimes["worlds"], place,
            f"{failed} failed of {legal} legal and {lifetimes['worlds']} worlds")
    require(lifetimes["power_cuts"] <= lifetimes["operations"], place,
            f"{lifetimes['power_cuts']} power cuts of {lifetimes['operations']} operations")
    require(lifetimes["damages"] <= lifetimes["operations"], place,
            f"{lifetimes['damages']} damages of {lifetimes['operations']} operations")
    if is_run:
        require(failed <= by_kind, place, f"{failed} failed, and {by_kind} broken promises")
        require(failed > 0 or by_kind == 0, place, f"none failed, and {by_kind} broken promises")
    else:
        require(failed == by_kind, place, f"{failed} failed, but {by_kind} by kind")


def check_cells(report):
    wanted = [(store, workload, model) for store in names(report, "stores")
              for workload in names(report, "workloads") for model in names(report, "models")]
    there = [(cell["store"], cell["workload"], cell["model"]) for cell in report["cells"]]
    require(there == wanted, "cells", "not each store, workload and model once and in their order")
    for index, cell in enumerate(report["cells"]):
        check_tally(cell["states"], f"cells[{index}].states", cell["model"] == RUN)


def added(tallies):
    """The sum, as a flat Counter."""
    total = collections.Counter()
    for tally in tallies:
        total.update({name: tally[name] for name in COUNTS})
        total.update(tally["pruned"])
        total.update(tally["skipped_by"])
        total.update(tally["not_followed"])
        total.update(tally["lifetimes"])
        total.update(tally["by_kind"])
    return total


def require_sum(total, cells, place):
    """The tally `total` must be the sum of the cells'."""
    wanted = added(cell["states"] for cell in cells)
    for name, count in added([total]).items():
        saturated = min(wanted[name], COUNTLESS)
        require(count == saturated, place, f"{name} is {count}, its cells have {saturated}")


def check_verdicts(report):
    is_narrowed = report["narrowed"] or not report["complete"]
    wanted = list(dict.fromkeys((cell["store"], cell["model"]) for cell in report["cells"]))
    there = [(row["store"], row["model"]) for row in report["verdicts"]]
    require(there == wanted, "verdicts", "not each store and model of the cells, once and in order")
    for index, row in enumerate(report["verdicts"]):
        place = f"verdicts[{index}]"
        cells = [cell for cell in report["cells"]
                 if (cell["store"], cell["model"]) == (row["store"], row["model"])]
        require_sum(row["states"], cells, f"{place}.states")
        visited, failed = row["states"]["visited"], row["states"]["failed"]
        worlds = row["states"]["lifetimes"]["worlds"]
        verdict = "untested" if visited + worlds == 0 else "fails" if failed else "holds"
        require(row["verdict"] == verdict, f"{place}.verdict",
                f"{row['verdict']}, with {failed} failed of {visited} visited")
        stronger = row.get("stronger_that_fails")
        require(stronger is None or any(
            (other["store"], other["model"], other["verdict"]) == (row["store"], stronger, "fails")
            for other in report["verdicts"]), place, f"does not fail under {stronger}")
        as_expected = verdict in ("untested", row["expected"]) or (
            verdict == "holds" and (is_narrowed or stronger is not None))
        require(row["as_expected"] == as_expected, f"{place}.as_expected",
                f"{row['as_expected']}, but expected was {row['expected']}: {verdict}")
    as_expected = all(row["as_expected"] for row in report["verdicts"])
    require(report["as_expected"] == as_expected, "as_expected", "not what the verdicts say")


def check_totals(report):
    runs = [cell for cell in report["cells"] if cell["model"] == RUN]
    states = [cell for cell in report["cells"] if cell["model"] != RUN]
    require_sum(report["totals"]["runs"], runs, "totals.runs")
    require_sum(report["totals"]["states"], states, "totals.states")
    if "faults" not in report:
        return
    for call, count in report["faults"].items():
        require(count["struck"] <= count["planned"], f"faults.{call}",
                f"{count['struck']} struck of {count['planned']} planned")
    planned = sum(count["planned"] for count in report["faults"].values())
    visited = report["totals"]["runs"]["visited"]
    require(planned == visited, "faults", f"{planned} planned, but {visited} runs")


def done_pieces(report):
    """The numbers of the pieces that are in the report."""
    pieces = report["pieces"]
    done = []
    for numbers in filter(None, pieces["done"].split(",")):
        first, _, last = numbers.partition("-")
        done += range(int(first), int(last or first) + 1)
    require(done == sorted(set(done)) and all(piece <= pieces["total"] for piece in done),
            "pieces.done", "a piece is there twice, in no order, or beyond the total")
    return done


def check_pieces(report):
    if report["command"] == LOG_SWEEP:
        require(report["complete"], "complete", "a sweep over a log is never done in part")
        return
    done = set(done_pieces(report))
    is_complete = len(done) == report["pieces"]["total"]
    require(report["complete"] == is_complete, "complete", "not what the pieces say")
    for index, finding in enumerate(report["findings"]):
        require(finding.get("piece") in done, f"findings[{index}].piece", "is not done")


def point_text(point):
    text = f"{point['call']}.{point['byte']}" if point["byte"] else f"{point['call']}"
    text += f":{point['effects']}" if point["effects"] else ""
    if not point["then"]:
        return text + ("!" if point["killed"] else "")
    return text + ("!" if point["killed"] else ">") + ">".join(point["then"])


def id_of(report, finding):
    seed = report.get("seed", SEED_OF_LOG_SWEEP)
    parts = [finding["store"], finding["workload"], finding["model"], str(seed), RUN]
    if point := finding.get("crash_point"):
        parts[-1] = point_text(point)
    if "fault" in finding:
        parts.append(finding["fault"])
    return "/".join(parts)


def check_findings(report):
    listed = collections.Counter()
    ids = set()
    for index, finding in enumerate(report["findings"]):
        place = f"findings[{index}]"
        require(finding["id"] == id_of(report, finding), f"{place}.id",
                f"'{finding['id']}' does not say what the fields say: '{id_of(report, finding)}'")
        point = finding.get("crash_point")
        require(not point or point["returned"] == (point["byte"] == 0), f"{place}.crash_point",
                "inside a write and after it")
        # The calls that fail in a world are part of its plan.
        is_of_errors = report["command"] == "errors" and not finding["workload"].startswith("=")
        require(("fault" in finding) == is_of_errors, f"{place}.fault",
                "goes with the command errors, and only with it")
        require(finding["model"] == RUN or finding["id"] not in ids, f"{place}.id",
                f"'{finding['id']}' is there twice")
        ids.add(finding["id"])
        require(f"'{finding['id']}'" in finding["replay"], f"{place}.replay", "is not of this id")
        cell = finding.get("group", finding["workload"])
        listed[finding["store"], cell, finding["model"], finding["kind"]] += 1
    for cell in report["cells"]:
        key = (cell["store"], cell["workload"], cell["model"])
        for kind, count in cell["states"]["by_kind"].items():
            # A finding is of all states that share its image and promise.
            most = min(count, report["findings_per_kind_max"])
            there = listed.pop((*key, kind), 0)
            require(min(count, 1) <= there <= most, "findings",
                    f"{there} of {'/'.join(key)} say {kind}; its cell has {count}")
    require(not listed, "findings", f"no cell is {next(iter(listed), None)}")


def refuse_constant(constant):
    raise ValueError(f"{constant} is no JSON")


def read(path):
    """Raises OSError, or ValueError if it is no JSON."""
    text = path.read_text(encoding="utf-8")
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None


def main(paths):
    if not paths:
        print("usage: check_report.py FILE...", file=sys.stderr)
        return 2
    for path in paths:
        try:
            report = read(pathlib.Path(path))
            check(report)
        except (OSError, ValueError) as error:
            print(f"{path}: cannot be read: {error}", file=sys.stderr)
            return 2
        except Unsound as unsound:
            print(f"{path}: {unsound}", file=sys.stderr)
            return 1
        print(f"{path}: sound: {len(report['cells'])} cells, {len(report['findings'])} findings")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
