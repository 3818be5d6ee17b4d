import Foundation
import Planning
let a = CommandLine.arguments
do { try probe(model: a[1], cluster: a[2], context: Int(a[3])!, tpot: Double(a[4])!, calibration: a[5], objective: Objective(rawValue: a[6])!, batch: a.count > 7 ? Int(a[7]) : nil) } catch { print(error) }
