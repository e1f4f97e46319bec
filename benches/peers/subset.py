"""The peers of `cargo xtask bench subset`: the same instances, the same questions, as a competent user of each would ask them.

Reads instances as JSON lines, answers and medians as JSON on the last line: seconds an instance, and what was found, which the
bench compares with openitem's.
"""

import itertools
import json
import statistics
import sys
import time

import numpy as np
from ortools.sat.python import cp_model

LIMIT = 60.0


def counted(work, instances):
    seconds, answers = [], []
    # Whatever a library does on its first call is not counted.
    work([1, 2, 3, 4, 5, 6], 10)
    for instance in instances:
        start = time.perf_counter()
        answers.append(work(instance["amounts"], instance["target"]))
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "answers": answers}


def by_itertools(amounts, target):
    """Subsets of one to four, by size."""
    return [sum(1 for subset in itertools.combinations(amounts, size) if sum(subset) == target) for size in range(1, 5)]


def by_pair_table(amounts, target):
    """The same by a sorted table of pairs: each subset of three is met three times, each of four three times."""
    values = np.array(amounts, dtype=np.int64)
    left, right = np.triu_indices(len(values), 1)
    sums = values[left] + values[right]
    order = np.argsort(sums, kind="stable")
    left, right, sums = left[order], right[order], sums[order]
    counts = [int((values == target).sum()), int((sums == target).sum())]
    first, last = np.searchsorted(sums, target - values, "left"), np.searchsorted(sums, target - values, "right")
    three = 0
    for item in np.flatnonzero(last > first):
        pairs = slice(first[item], last[item])
        three += int(((left[pairs] != item) & (right[pairs] != item)).sum())
    first, last = np.searchsorted(sums, target - sums, "left"), np.searchsorted(sums, target - sums, "right")
    four = 0
    for pair in np.flatnonzero(last > first):
        others = slice(first[pair], last[pair])
        ours, theirs = (left[pair], right[pair]), (left[others], right[others])
        four += int(((theirs[0] != ours[0]) & (theirs[0] != ours[1]) & (theirs[1] != ours[0]) & (theirs[1] != ours[1])).sum())
    return counts + [three // 3, four // 6]


def model_of(amounts, target):
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in amounts]
    model.add(sum(amount * take for amount, take in zip(amounts, taken)) == target)
    return model, taken


def solve(model):
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = LIMIT
    return solver, solver.solve(model)


def other_than(model, taken, solver):
    model.add_bool_or([~take if solver.value(take) else take for take in taken])


def smallest_and_only(amounts, target):
    """The smallest subset of up to five, and whether it is the only one of its size: [size, only], None at the limit."""
    model, taken = model_of(amounts, target)
    model.add(sum(taken) <= 5)
    model.minimize(sum(taken))
    solver, status = solve(model)
    if status == cp_model.INFEASIBLE:
        return [0, True]
    if status != cp_model.OPTIMAL:
        return None
    size = sum(solver.value(take) for take in taken)
    model, taken_again = model_of(amounts, target)
    model.add(sum(taken_again) == size)
    model.add_bool_or([~again if solver.value(take) else again for take, again in zip(taken, taken_again)])
    _, status = solve(model)
    return None if status == cp_model.UNKNOWN else [size, status == cp_model.INFEASIBLE]


def any_and_second(amounts, target):
    """0, 1 or 2 (many) subsets of any size; None at the limit."""
    model, taken = model_of(amounts, target)
    solver, status = solve(model)
    if status == cp_model.INFEASIBLE:
        return 0
    if status == cp_model.UNKNOWN:
        return None
    other_than(model, taken, solver)
    _, status = solve(model)
    return {cp_model.INFEASIBLE: 1, cp_model.UNKNOWN: None}.get(status, 2)


WORK = {
    "itertools": by_itertools,
    "pair_table": by_pair_table,
    "smallest_and_only": smallest_and_only,
    "any_and_second": any_and_second,
}

with open(sys.argv[2], encoding="utf-8") as file:
    instances = [json.loads(line) for line in file]
result = counted(WORK[sys.argv[1]], instances[: int(sys.argv[3])])
result["median"] = statistics.median(result["seconds"])
print(json.dumps(result))
