# Writes a synthetic record of 8 steps, 3 layers and 16 experts (the first layer dense) as SGLang's recorder has it, JSON.
# Popularity falls like 1/(rank + 2); from step 4 on another expert is the most popular one, and so on down the ranks.
# Usage: awk -v seed=1 -f make-record.awk > record.json
function random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
BEGIN {
  state = seed * 7919 + 1
  for (i = 0; i < 9; i++) random()
  printf "{\"logical_count\": [\n"
  for (step = 0; step < 8; step++) {
    printf "%s[[0", step ? ",\n" : ""
    for (e = 1; e < 16; e++) printf ", 0"
    for (layer = 1; layer <= 2; layer++) {
      sum = 0
      for (e = 0; e < 16; e++) {
        rank = (e * (2 * layer + 3) + (step < 4 ? 0 : 5)) % 16
        sum += weight[e] = (0.9 + 0.2 * random()) / (rank + 2)
      }
      left = 4096
      printf "],\n ["
      for (e = 0; e < 16; e++) {
        count = e < 15 ? int(4096 * weight[e] / sum) : left
        left -= count
        printf "%s%d", e ? ", " : "", count
      }
    }
    printf "]]"
  }
  printf "]}\n"
}
