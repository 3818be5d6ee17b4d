# Writes a synthetic load of DeepSeek-V3 as JSON, 3 dense layers and 58 with 256 experts: popularity falls like
# 1/(rank + 6), and which expert has which rank differs by layer. Usage: awk -f make-load.awk > load.json
function random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
BEGIN {
  printf "{\"logical_count\": ["
  for (layer = 0; layer < 61; layer++) {
    state = (layer + 1) * 1000003
    for (e = 0; e < 9; e++) random()
    for (e = 0; e < 256; e++) rank[e] = e
    for (e = 0; e < 255; e++) { other = e + int(random() * (256 - e)); t = rank[e]; rank[e] = rank[other]; rank[other] = t }
    printf "%s\n  [", layer ? "," : ""
    for (e = 0; e < 256; e++) printf "%s%d", e ? ", " : "", layer < 3 ? 0 : 4000000 / (rank[e] + 6)
    printf "]"
  }
  printf "\n]}\n"
}
