# Writes a synthetic load of 4 layers with 64 experts (and a dense first layer) as JSON. Popularity falls like
# 1/(rank + 3); which expert has which rank differs by layer, and each workload changes it by a random factor of its own.
# Usage: awk -v seed=1 -v drift=0.6 -f make-loads.awk > load.json
function random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
function start(seed,   i) { state = seed; for (i = 0; i < 9; i++) random() }
BEGIN {
  printf "{\"logical_count\": [\n  [0"
  for (e = 1; e < 64; e++) printf ", 0"
  for (layer = 1; layer <= 4; layer++) {
    for (e = 0; e < 64; e++) rank[e] = e
    start(layer * 1000003)
    for (e = 0; e < 63; e++) { other = e + int(random() * (64 - e)); t = rank[e]; rank[e] = rank[other]; rank[other] = t }
    start(seed * 7919 + layer * 104729)
    printf "],\n  ["
    for (e = 0; e < 64; e++)
      printf "%s%d", e ? ", " : "", 4000000 / (rank[e] + 3) * (1 - drift + 2 * drift * random())
  }
  printf "]\n]}\n"
}
