"""The figures of one benchmark, kept as JSON; `report.py` turns them into RESULTS.md."""

import json
import os
import time


class Result:
    """Collects the figures of one benchmark and prints each as it comes."""

    def __init__(self, benchmark, title, quick):
        self.benchmark, self.title, self.quick = benchmark, title, quick
        self.figures, self.notes = [], []
        self.when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(f"\n== {title}", flush=True)

    def figure(self, name, value, unit="", at_least=None, at_most=None, below=None):
        """One measured number; with a bound it is also judged (`met`)."""
        met, target = None, None
        if value is not None:
            if at_least is not None:
                met, target = value >= at_least, f"≥ {plain(at_least)}"
            elif at_most is not None:
                met, target = value <= at_most, f"≤ {plain(at_most)}"
            elif below is not None:
                met, target = value < below, f"< {plain(below)}"
        self.figures.append({"name": name, "value": value, "unit": unit, "target": target, "met": met})
        verdict = "" if met is None else f"   target {target}: {'met' if met else 'MISSED'}"
        print(f"   {name:<58} {plain(value):>12} {unit}{verdict}", flush=True)
        return value

    def note(self, text):
        """A condition of the measurement that a reader needs to judge the figures."""
        self.notes.append(text)
        print(f"   ({text})", flush=True)

    def missed(self):
        return [figure["name"] for figure in self.figures if figure["met"] is False]

    def save(self, folder, machine, revision):
        os.makedirs(folder, exist_ok=True)
        document = {
            "benchmark": self.benchmark, "title": self.title, "when": self.when, "quick": self.quick,
            "revision": revision, "machine": machine, "figures": self.figures, "notes": self.notes,
        }
        path = os.path.join(folder, f"{self.benchmark}.json")
        with open(path + ".new", "w") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")
        os.replace(path + ".new", path)


def plain(value):
    """A number with the digits that mean something: 114,203 or 0.71."""
    if value is None:
        return "–"
    if isinstance(value, (str, bool)):
        return str(value)
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.2f}".rstrip("0").rstrip(".") if value == int(value) else f"{value:.3g}"


def percentile(sorted_values, share):
    if not sorted_values:
        return None
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
