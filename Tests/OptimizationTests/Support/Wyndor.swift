import Optimization

/// The textbook program of Hillier and Lieberman: max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18; 36 at x = 2, y = 6.
struct Wyndor {
  var program = LinearProgram(name: "wyndor")
  let doors: Variable
  let windows: Variable

  init() {
    doors = program.addVariable("doors", cost: -3)
    windows = program.addVariable("windows", cost: -5)
    program.addConstraint("plant1", [1 * doors], .atMost, 4)
    program.addConstraint("plant2", [2 * windows], .atMost, 12)
    program.addConstraint("plant3", [3 * doors, 2 * windows], .atMost, 18)
  }
}
