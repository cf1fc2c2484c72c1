#include "taskxml/report/drift.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/unit/taskxml/report/estate_samples.hpp"

namespace taskxml::test {
namespace {

/// An estate of one machine with `count` tasks, some of which are another way.
Estate estate_of(std::size_t count, const std::function<void(std::size_t, EstateSample&)>& change = {}) {
  Estate estate;
  for (std::size_t i = 0; i < count; ++i) {
    EstateSample sample;
    sample.uri = fmt::format("\\Backup\\{:02}", i);
    if (change) change(i, sample);
    if (!sample.uri.empty()) add_file(estate, "SRV01", text_of(sample));
  }
  return estate;
}

Baseline kept(Estate estate) {
  return read_baseline(report_as_json(report_of(std::move(estate))));
}

TEST_SUITE("drift") {
  TEST_CASE("an estate has not changed since its own report") {
    const Drift drift = compare(kept(estate_of(5)), estate_of(5));
    CHECK(drift.since == "2026-03-02T03:00:01Z");
    CHECK(drift.appeared.empty());
    CHECK(drift.gone.empty());
    CHECK(drift.changed.empty());
    CHECK(drift.better.empty());
    CHECK_FALSE(drift.has_worsened);
  }

  TEST_CASE("exactly what was changed is found") {
    const Estate before = estate_of(12, [](std::size_t i, EstateSample& sample) {
      if (i == 6) sample.exec = kWrappedExec;
      if (i == 7) sample.exec = "<Command>C:\\a.exe</Command>";
    });
    const Estate now = estate_of(13, [](std::size_t i, EstateSample& sample) {
      if (i == 0) sample.uri = {};
      if (i == 1) sample.user = "CONTOSO\\other";
      if (i == 2) sample.enabled = "false";
      if (i == 3) sample.triggers = "<BootTrigger/>";
      if (i == 4) sample.exec = "<Command>S:\\b.exe</Command>";
      if (i == 5) sample.exec = kWrappedExec;
      if (i == 7) sample.exec = "<Command>S:\\a.exe</Command>";
      if (i == 8) sample.uri = "\\BACKUP\\08";
    });
    const Drift drift = compare(kept(before), now);
    REQUIRE(drift.gone.size() == 1);
    CHECK(drift.gone.front().path == "\\Backup\\00");
    CHECK(drift.appeared == TaskList{11});
    std::vector<std::pair<std::size_t, std::vector<std::string>>> changed;
    for (const ChangedTask& one : drift.changed)
      changed.emplace_back(one.task, one.what);
    CHECK(changed ==
          std::vector<std::pair<std::size_t, std::vector<std::string>>>{
              {0, {"account"}}, {1, {"enabled"}}, {2, {"triggers"}}, {3, {"actions"}}, {6, {"actions"}}});
    CHECK(drift.wrapped == TaskList{4});
    CHECK(drift.unwrapped == TaskList{5});
    REQUIRE(drift.better.size() == 1);
    CHECK(drift.better.front().task == 4);
    CHECK(drift.better.front().ids == std::vector<std::string>{"letter-batch"});
    REQUIRE(drift.worse.size() == 2);
    CHECK(drift.worse[0].task == 5);
    CHECK(drift.worse[1].task == 6);
    CHECK(drift.has_worsened);
  }

  TEST_CASE("what counts as worse: unwrapped, an error or a warning more, a new task that has one") {
    const auto calm = [](std::size_t, EstateSample& sample) { sample.exec = "<Command>C:\\a.exe</Command>"; };
    const Baseline before = kept(estate_of(2, calm));
    CHECK_FALSE(compare(before, estate_of(3, calm)).has_worsened);
    CHECK_FALSE(compare(before, estate_of(1, calm)).has_worsened);
    CHECK(compare(before, estate_of(3,
                                    [&](std::size_t i, EstateSample& sample) {
                                      if (i < 2) calm(i, sample);
                                    }))
              .has_worsened);
    // A note more is not worse.
    CHECK_FALSE(compare(before, estate_of(2,
                                          [&](std::size_t i, EstateSample& sample) {
                                            sample.exec = "<Command>C:\\a b.exe</Command>";
                                            if (i != 0) calm(i, sample);
                                          }))
                    .has_worsened);
  }

  TEST_CASE("a rule that was not looked for then makes nothing worse") {
    Baseline before = kept(estate_of(
        1, [](std::size_t, EstateSample& sample) { sample.exec = "<Command>C:\\a.exe</Command>"; }));
    CHECK(compare(before, estate_of(1)).has_worsened);
    before.rule_ids.erase("letter-batch");
    CHECK_FALSE(compare(before, estate_of(1)).has_worsened);
  }

  TEST_CASE("of several tasks with one name each belongs to one") {
    const Estate twice = estate_of(2, [](std::size_t, EstateSample& sample) { sample.uri = "\\same"; });
    CHECK(compare(kept(twice), twice).appeared.empty());
    const Drift drift =
        compare(kept(estate_of(1, [](std::size_t, EstateSample& sample) { sample.uri = "\\same"; })), twice);
    CHECK(drift.appeared == TaskList{1});
  }

  TEST_CASE("text that is not UTF-8, or not seen, is no change") {
    const auto odd = [](std::size_t, EstateSample& sample) {
      sample.user = "CONTOSO\\\u202eabc";
      sample.exec = "<Command>S:\\\xE4.exe</Command>";
    };
    const Drift drift = compare(kept(estate_of(1, odd)), estate_of(1, odd));
    CHECK(drift.changed.empty());
    CHECK(drift.gone.empty());
  }
}

}  // namespace
}  // namespace taskxml::test
