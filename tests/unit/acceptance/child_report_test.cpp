#include "acceptance/child_report.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace acceptance;

TEST_SUITE("child report") {
  TEST_CASE("all facts are read again, whatever bytes the line has") {
    ChildReport report;
    report.process = 4'294'967'295;
    report.parent = 7;
    report.grandchild = 8;
    report.account = "S-1-5-18";
    report.session = "0x3e7";
    report.elevation = "full";
    report.terminal_session = 2;
    report.has_console_window = true;
    report.line = "\"a\" b=\nc\r\xED\xA0\x80" + std::string(1, '\0') + "d";
    report.letters['U'] = {.device = "\\Device\\X",
                           .remote = R"(\\fs01\x)",
                           .user = "FS01\\u",
                           .marker = "m",
                           .marker_error = 0};
    report.letters['V'] = {.device = {}, .remote = {}, .user = {}, .marker = {}, .marker_error = 3};
    report.facts["environment"] = "A=b=c\nD=\n";
    const std::optional<ChildReport> read = parse_child_report(format_child_report(report));
    REQUIRE(read);
    CHECK(read->process == report.process);
    CHECK(read->parent == 7);
    CHECK(read->grandchild == 8);
    CHECK(read->account == "S-1-5-18");
    CHECK(read->session == "0x3e7");
    CHECK(read->elevation == "full");
    CHECK(read->terminal_session == 2);
    CHECK(read->has_console_window);
    CHECK(read->line == report.line);
    CHECK(read->letter('U').device == "\\Device\\X");
    CHECK(read->letter('U').remote == R"(\\fs01\x)");
    CHECK(read->letter('U').user == "FS01\\u");
    CHECK(read->letter('U').marker == "m");
    CHECK(read->letter('V').marker_error == 3);
    CHECK_FALSE(read->letter('V').is_there());
    CHECK_FALSE(read->letter('W').is_there());
    CHECK(read->fact("environment") == "A=b=c\nD=\n");
    CHECK(read->fact("another").empty());
  }

  TEST_CASE("a report that is still being written is none") {
    const std::string whole = format_child_report({});
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CAPTURE(length);
      CHECK_FALSE(parse_child_report(whole.substr(0, length)));
    }
    CHECK(parse_child_report(whole));
  }
}
