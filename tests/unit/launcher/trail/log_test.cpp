#include "launcher/trail/log.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using launcher::Log;
using launcher::LogLevel;
using launcher::quote_log_value;

TEST_SUITE("log") {
  TEST_CASE("a value is quoted only where it must be, and a line stays one line") {
    CHECK(quote_log_value("plain") == "plain");
    CHECK(quote_log_value(R"(\\fs01\projects)") == R"(\\fs01\projects)");
    CHECK(quote_log_value("") == R"("")");
    CHECK(quote_log_value("a b") == R"("a b")");
    CHECK(quote_log_value("a=b") == R"("a=b")");
    CHECK(quote_log_value("say \"x\"\\\r\n\t\x01") == R"("say \"x\"\\\r\n\t\x01")");
    CHECK(quote_log_value("B\xC3\xBCro") == "B\xC3\xBCro");
  }

  TEST_CASE("a line has time, level, pid, session, account, name, event and fields") {
    Log log;
    std::vector<std::string> lines;
    log.set_identity(
        {.process = 42, .session = "0x3e7", .account = "NT AUTHORITY\\SYSTEM", .name = "Nightly"});
    log.add_sink([&](LogLevel, std::string_view line) { lines.emplace_back(line); });
    log.write(LogLevel::info, "connected", {{"connection", "S: \\\\fs01\\projects"}, {"ms", "12"}});
    REQUIRE(lines.size() == 1);
    const std::string rest = lines[0].substr(lines[0].find(' '));
    CHECK(rest ==
          " info 42 0x3e7 \"NT AUTHORITY\\\\SYSTEM\" Nightly connected connection=\"S: "
          "\\\\\\\\fs01\\\\projects\" ms=12\n");
    const std::string time = lines[0].substr(0, lines[0].find(' '));
    CHECK(time.size() == std::string("2026-01-31T03:00:00.000Z").size());
    CHECK(time[10] == 'T');
    CHECK(time.back() == 'Z');
  }

  TEST_CASE("a run without a name says so") {
    Log log;
    std::string text;
    log.set_identity({.process = 1, .session = "0x1", .account = "PC\\u", .name = {}});
    log.add_sink([&](LogLevel, std::string_view line) { text = line; });
    log.write(LogLevel::error, "end", {});
    CHECK(text.ends_with(" error 1 0x1 PC\\u - end\n"));
  }
}
