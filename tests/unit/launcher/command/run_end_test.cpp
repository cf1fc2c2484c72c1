#include "launcher/command/run_end.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace launcher;
using std::chrono::milliseconds;

namespace {

std::string text_of(const std::vector<LogField>& fields) {
  std::string text;
  for (const LogField& field : fields)
    text += std::string(field.key) + "=" + quote_log_value(field.value) + " ";
  return text;
}

}  // namespace

TEST_SUITE("run_end") {
  TEST_CASE("the last line of a good run: code, whose, how long, and every drive") {
    const RunEnd end{.exit_code = 0,
                     .program_code = 0,
                     .program = milliseconds(3500),
                     .output = std::nullopt,
                     .drives = {{"S", "connected", milliseconds(93)}, {"media", "reused", milliseconds(2)}}};
    CHECK(text_of(describe_run_end(end, milliseconds(3700))) ==
          "code=0x00000000 whose=program ms=3700 decimal=0 program-ms=3500 "
          "drives=\"S connected 93 ms, media reused 2 ms\" ");
  }

  TEST_CASE("a program that crashed: its code in both notations, with name and meaning, and its output") {
    const RunEnd end{.exit_code = 0xC0000005,
                     .program_code = 0xC0000005,
                     .program = milliseconds(1),
                     .output = OutputSummary{.bytes = 10, .lost = 2},
                     .drives = {}};
    CHECK(text_of(describe_run_end(end, milliseconds(5))) ==
          "code=0xC0000005 whose=program ms=5 output-bytes=10 output-lost=2 decimal=3221225477 "
          "name=STATUS_ACCESS_VIOLATION meaning=\"the program crashed\" program-ms=1 ");
  }

  TEST_CASE("G2: a code that --success-codes names is in the log as a success, without a meaning beside it") {
    for (const ExitCode code : {1U, 3U, 259U, 0xC000013AU}) {
      CAPTURE(code);
      const RunEnd end{
          .exit_code = 0, .program_code = code, .program = milliseconds(1), .output = {}, .drives = {}};
      CHECK(text_of(describe_run_end(end, milliseconds(5))) ==
            "code=0x00000000 whose=program ms=5 decimal=0 program-code=" + format_hex(code) +
                " success=yes program-ms=1 ");
    }
  }

  TEST_CASE("a run that did not come to the program: the launcher's code by name, and the drives so far") {
    const RunEnd end{
        .exit_code = 0x80070035,
        .program_code = {},
        .program = {},
        .output = {},
        .drives = {{"S", "connected", milliseconds(93)}, {"T", "not-connected", milliseconds(120000)}}};
    CHECK(text_of(describe_run_end(end, milliseconds(120100))) ==
          "code=0x80070035 whose=launcher ms=120100 decimal=2147942453 name=ERROR_BAD_NETPATH "
          "drives=\"S connected 93 ms, T not-connected 120000 ms\" ");
  }
}
