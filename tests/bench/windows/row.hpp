#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/windows/timed_run.hpp"

/// What was measured, as values, as a table and as JSON.
namespace bench {

/// Two commands beside each other. A ratio is the median of the ratios of single rounds, since what disturbs a
/// round disturbs both of its sides.
struct Row {
  std::string what;
  std::string against;
  double ratio = 0;
  double first_quartile = 0;  ///< of the ratios
  double third_quartile = 0;
  std::optional<double> goal;  ///< the ratio is to be at most this; empty: it is for information
  std::vector<Sample> ours;
  std::vector<Sample> theirs;
};

/// At least two samples of each, as many of one as of the other.
Row compare(std::string what, std::string against, const std::vector<Sample>& ours,
            const std::vector<Sample>& theirs, std::optional<double> goal);

/// Where and how it was measured.
struct Circumstances {
  std::string version;  ///< of the project
  std::string system;   ///< "Windows 11 Pro 23H2, build 22631.3007"
  unsigned processors = 0;
  std::string share;
  int rounds = 0;
};

std::string format_text(const std::vector<Row>& rows, const Circumstances& circumstances);
/// Times are in microseconds.
std::string format_json(const std::vector<Row>& rows, const Circumstances& circumstances);

}  // namespace bench
