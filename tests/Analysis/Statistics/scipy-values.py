"""Writes scipy-values.json, the values of Debian's python3-scipy that the tests compare with: python3 scipy-values.py"""
import json, math, pathlib
import scipy, scipy.stats as st

chisquare = []
for observed, shares in [
    ([5012, 4988], [.5, .5]), ([334, 333, 333], [.3334, .3333, .3333]), ([10300, 9700], [.5, .5]), ([52000, 48000], [.5, .5]),
    ([120, 80, 60], [.5, .3, .2]), ([9, 11, 25, 55], [.1, .1, .3, .5]), ([700000, 300000], [.69, .31]), ([1, 2, 97], [.05, .05, .9]),
]:
    total = sum(observed)
    result = st.chisquare(observed, [total * share for share in shares])
    chisquare.append({"observed": observed, "shares": shares, "statistic": float(result.statistic), "p": float(result.pvalue)})

binomial = [{"count": k, "total": n, "share": p, "p": float(st.binomtest(k, n, p).pvalue)} for k, n, p in
            [(1, 20, .1), (5, 20, .1), (0, 40, .1), (9, 30, .1), (3, 6, .5), (9, 9, .5), (12, 1000, .004)]]

wilson = []
for count, total, level in [(0, 10, .95), (3, 10, .95), (5000, 10000, .95), (7, 7, .99), (123, 4567, .9)]:
    interval = st.binomtest(count, total).proportion_ci(level, "wilson")
    wilson.append({"count": count, "total": total, "confidence": level, "low": float(interval.low), "high": float(interval.high)})

independence = []
for table in [[[50, 50], [50, 50]], [[60, 40], [40, 60]], [[10, 20, 30], [15, 25, 20]], [[1000, 1100, 900], [1010, 990, 1000], [980, 1020, 1001]]]:
    result = st.chi2_contingency(table, correction=False)
    statistic, p, degrees = float(result[0]), float(result[1]), int(result[2])
    n, r, c = sum(map(sum, table)), len(table), len(table[0])
    phi = max(0.0, statistic / n - (r - 1) * (c - 1) / (n - 1))
    corrected = math.sqrt(phi / (min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1))
    independence.append({"table": table, "statistic": statistic, "degrees": degrees, "p": p, "v": corrected})

def power(rate, lift, control, treatment, alpha):
    treated = rate * (1 + lift)
    se = math.sqrt(treated * (1 - treated) / (rate ** 2 * treatment) + rate * (1 - rate) * treated ** 2 / (rate ** 4 * control))
    z = st.norm.ppf(1 - alpha / 2)
    return float(st.norm.sf(z - lift / se) + st.norm.cdf(-z - lift / se))

powers = [{"rate": r, "lift": l, "control": c, "treatment": t, "alpha": a, "power": power(r, l, c, t, a)} for r, l, c, t, a in
          [(.1, .05, 10000, 10000, .05), (.02, .2, 5000, 15000, .05), (.5, .01, 40000, 40000, .01), (.3, 0, 100, 100, .05), (.1, -.1, 20000, 10000, .05)]]

def sequential(shares, counts):
    """The smallest inverse Bayes factor of all prefixes of the users, each in closed form: a Dirichlet-multinomial against a multinomial."""
    alpha, seen, largest = [10000 * share for share in shares], [0] * len(shares), 0.0
    for _ in range(100):
        for arm, count in enumerate(counts):
            for _ in range(count // 100):
                seen[arm] += 1
                log = math.lgamma(sum(alpha)) - math.lgamma(sum(alpha) + sum(seen))
                for a, n, share in zip(alpha, seen, shares):
                    log += math.lgamma(a + n) - math.lgamma(a) - n * math.log(share)
                largest = max(largest, log)
    return math.exp(-largest)

sequentials = [{"shares": s, "counts": c, "p": sequential(s, c)} for s, c in
               [([.5, .5], [600, 400]), ([.5, .5], [5600, 4400]), ([.2, .3, .5], [200, 300, 500]), ([.9, .1], [800, 200])]]

values = {"scipy": scipy.__version__, "chisquare": chisquare, "binomial": binomial, "wilson": wilson, "independence": independence,
          "power": powers, "sequential": sequentials, "benjaminiHochberg": {"p": [.01, .04, .03, .005, .5, .2], "adjusted": [.03, .06, .06, .03, .5, .24]}}
pathlib.Path(__file__).with_name("scipy-values.json").write_text(json.dumps(values, indent=1) + "\n")
