#include <doctest/doctest.h>

#include <string>

#include "taskxml/task/effective_action.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

TEST_SUITE("samples") {
  TEST_CASE("the sample task and its wrapped form are each other's") {
    const std::filesystem::path folder = DRIVELAUNCH_SAMPLES;
    const std::filesystem::path path = folder / "nightly-backup.xml";
    const std::string task = read_bytes(path);
    const std::string wrapped = read_bytes(folder / "nightly-backup.wrapped.xml");
    CHECK(rewrite_file(path, task, {}).bytes == wrapped);
    CHECK(rewrite_file(path, wrapped, unwrap_request()).bytes == task);
    CHECK(task.starts_with("\xFF\xFE"));
    REQUIRE(execs_of(task).size() == 1);
    const EffectiveAction started = read_effective_action(execs_of(wrapped).front());
    CHECK(started.program.starts_with("S:\\"));
    CHECK(started.directory.starts_with("S:\\"));
  }
}

}  // namespace
}  // namespace taskxml::test
