#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/support.hpp"

// Real task definitions. They are not part of the project; where they are not there, this says so.

namespace taskxml::test {
namespace {

std::filesystem::path corpus_folder() {
  const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
  return std::filesystem::path(other != nullptr ? other : DRIVELAUNCH_CORPUS) / "tasks";
}

/// The reasons the README documents.
constexpr std::array<std::string_view, 2> kDocumentedRefusals{"an Exec without a Command",
                                                              "WorkingDirectory holds $( or $$"};
constexpr std::array<std::string_view, 2> kMalformed{"an end tag that does not match", "-- inside a comment"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& reasons, const std::string& what) {
  return std::any_of(reasons.begin(), reasons.end(),
                     [&](std::string_view reason) { return what.find(reason) != std::string::npos; });
}

TEST_SUITE("corpus") {
  TEST_CASE(
      "G12 G13 G14: real task definitions are wrapped and restored, or refused for a documented reason") {
    const auto files = files_in(corpus_folder());
    if (files.empty()) {
      MESSAGE("skipped: no real task definitions at " << corpus_folder().string());
      return;
    }
    std::size_t wrapped = 0;
    std::size_t refused = 0;
    std::size_t malformed = 0;
    for (const auto& path : files) {
      CAPTURE(path.string());
      if (check_rewriting(path)) {
        ++wrapped;
        continue;
      }
      const RewriteResult result = rewrite_file(path, read_bytes(path), wrap_request());
      for (const Finding& finding : result.refusals) {
        CAPTURE(format_finding(path.filename().string(), finding));
        CHECK(finding.line > 1);
        CHECK((is_one_of(kDocumentedRefusals, finding.what) || is_one_of(kMalformed, finding.what)));
        malformed += is_one_of(kMalformed, finding.what) ? 1 : 0;
      }
      ++refused;
    }
    MESSAGE(wrapped << " wrapped and restored, " << refused << " refused, of them " << malformed
                    << " malformed");
    CHECK(wrapped > 20 * refused);
  }
}

}  // namespace
}  // namespace taskxml::test
