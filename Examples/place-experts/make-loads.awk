# Writes a synthetic load of 4 layers with 64 experts (and a dense first layer) as JSON: popularity falls by rank like
# 1/(rank + 3), the ranks are a permutation of the experts that differs by layer, and a share `mix` of them by workload.
# Usage: awk -v seed=1 -v mix=0.3 -f make-loads.awk > load.json
function random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
function shuffle(swaps,   i, j, t) {
  for (i = 0; i < swaps; i++) { j = i + int(random() * (64 - i)); t = p[i]; p[i] = p[j]; p[j] = t }
}
BEGIN {
  printf "{\"logical_count\": [\n  [0"
  for (e = 1; e < 64; e++) printf ", 0"
  printf "]"
  for (layer = 1; layer <= 4; layer++) {
    for (e = 0; e < 64; e++) p[e] = e
    state = layer * 1000003; for (i = 0; i < 9; i++) random()
    shuffle(64)
    state = seed * 7919 + layer * 104729; for (i = 0; i < 9; i++) random()
    shuffle(int(64 * mix))
    for (e = 0; e < 64; e++) count[p[e]] = int(4000000 / (e + 3) * (0.8 + 0.4 * random()))
    printf ",\n  [%d", count[0]
    for (e = 1; e < 64; e++) printf ", %d", count[e]
    printf "]"
  }
  printf "\n]}\n"
}
