#include "taskxml/report/baseline.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/report/estate_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

std::string sample_json() {
  Estate estate;
  EstateSample sample;
  sample.triggers = "<BootTrigger/>";
  add_file(estate, "SRV01", text_of(sample));
  return report_as_json(report_of(std::move(estate)));
}

/// Why it is refused; empty: it is not.
std::string refusal_of(const std::string& bytes) {
  try {
    read_baseline(bytes);
  } catch (const BaselineError& error) {
    return error.what();
  }
  return {};
}

std::string with(std::string json, const std::string& from, const std::string& to) {
  const std::size_t at = json.find(from);
  REQUIRE(at != std::string::npos);
  return json.replace(at, from.size(), to);
}

TEST_SUITE("baseline") {
  TEST_CASE("a report is read back, in UTF-8 and in UTF-16") {
    for (const std::string& bytes :
         {sample_json(), "\xEF\xBB\xBF" + sample_json(), encode_utf16_file(sample_json())}) {
      const Baseline baseline = read_baseline(bytes);
      CHECK(baseline.made == "2026-03-02T03:00:01Z");
      CHECK(baseline.rule_ids.contains("letter-batch"));
      REQUIRE(baseline.tasks.size() == 1);
      const KeptTask& task = baseline.tasks.front();
      CHECK(task.machine == "SRV01");
      CHECK(task.path == "\\Backup\\Nightly");
      CHECK(task.user == "CONTOSO\\svc");
      CHECK(task.logon_type == "Password");
      CHECK(task.wrapped == "no");
      CHECK(task.is_enabled);
      CHECK(task.triggers == std::vector<std::string>{"when the machine starts"});
      CHECK(task.actions == std::vector<KeptAction>{{"Exec", "S:\\a.exe", "", ""}});
      CHECK_FALSE(task.finding_ids.empty());
    }
  }

  TEST_CASE("members that are not known are skipped, and an older version is read") {
    CHECK(refusal_of(with(sample_json(), "\"format\"", "\"later\": {\"a\": [1, 2.5, null]}, \"format\""))
              .empty());
  }

  TEST_CASE("what is no report is refused with the reason") {
    CHECK(refusal_of("").find("it is not JSON") == 0);
    CHECK(refusal_of("{\"format\": \"drivelaunch-report\"").find("it is not JSON: character 32") == 0);
    CHECK(refusal_of("[1]").find("it was not written by taskxml report") == 0);
    CHECK(refusal_of("{}").find("it was not written by taskxml report") == 0);
    CHECK(refusal_of(with(sample_json(), "drivelaunch-report", "other")).find("it was not written by") == 0);
    CHECK(refusal_of(with(sample_json(), "\"version\": 1", "\"version\": 2")).find("it has version 2") == 0);
    CHECK(refusal_of(with(sample_json(), "\"version\": 1", "\"version\": 0")).find("it has version 0") == 0);
    CHECK(
        refusal_of(with(sample_json(), "\"version\": 1", "\"version\": \"1\"")).find("a member is missing") ==
        0);
    CHECK(refusal_of(with(sample_json(), "\"version\": 1", "\"version\": -1")).find("a member is missing") ==
          0);
    CHECK(refusal_of(with(sample_json(), "\"enabled\": true", "\"enabled\": 1")).find("enabled") !=
          std::string::npos);
    CHECK(refusal_of(with(sample_json(), "\"triggers\": [", "\"triggers\": [1, ")) ==
          "a trigger is not a text");
    CHECK(refusal_of(with(sample_json(), "\"made\"", "\"mode\"")).find(": made") != std::string::npos);
    CHECK(refusal_of(with(sample_json(), "\"format\"", "\"later\": 1e999, \"format\"")) ==
          "it has a number that is too large");
    CHECK(refusal_of(sample_json() + "x").find("it is not JSON") == 0);
    CHECK(refusal_of(with(sample_json(), "SRV01", "SRV\xE4")).find("it is not JSON") == 0);
  }

  TEST_CASE("nesting is bounded, and no end of a report goes unnoticed") {
    CHECK(refusal_of(std::string(1'000'000, '[')) == "it nests deeper than a report does");
    std::string deep = "{\"tasks\": ";
    for (int i = 0; i < 100'000; ++i)
      deep += "{\"tasks\": ";
    CHECK(refusal_of(deep) == "it nests deeper than a report does");
    const std::string json = sample_json();
    for (std::size_t length = 0; length + 1 < json.size(); length += 7)
      CHECK_FALSE(refusal_of(json.substr(0, length)).empty());
  }

  TEST_CASE("no change of a byte does more than be refused") {
    Random random(20260302);
    const std::string json = sample_json();
    for (int i = 0; i < 300; ++i) {
      std::string changed = json;
      for (std::size_t j = 0; j < 1 + pick(random, 3); ++j)
        changed[pick(random, changed.size())] = static_cast<char>(pick(random, 256));
      refusal_of(changed);
    }
  }
}

}  // namespace
}  // namespace taskxml::test
