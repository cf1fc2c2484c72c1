#include "acceptance/production.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/taskxml/fake_live_tasks.hpp"

using namespace acceptance;
using taskxml::test::FakeTaskStore;

namespace {

/// `count` tasks below `folder` with this logon type.
void add_tasks(FakeTaskStore& store, const std::string& folder, int count, const std::string& logon_type) {
  for (int i = 0; i < count; ++i)
    store.add(
        fmt::format("\\{}\\{}", folder, i),
        "<Task xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"><Principals><Principal "
        "id=\"A\"><UserId>CORP\\u</UserId><LogonType>" +
            logon_type +
            "</LogonType></Principal></Principals><Actions Context=\"A\"><Exec><Command>a</Command></Exec>"
            "</Actions></Task>");
}

}  // namespace

TEST_SUITE("production") {
  TEST_CASE("a domain controller is one that people depend on, without a look at its tasks") {
    FakeTaskStore store;
    CHECK(why_production(store, true) == "it is a domain controller");
    CHECK(store.calls.empty());
    CHECK(why_production(store, false) == "");
  }

  TEST_CASE("so is a machine with more than 20 tasks that store a password, and with 20 it is not yet one") {
    FakeTaskStore store;
    add_tasks(store, "Backup", 19, "Password");
    add_tasks(store, "Old", 1, "InteractiveTokenOrPassword");
    add_tasks(store, "Desktop", 30, "InteractiveToken");
    add_tasks(store, "Local", 30, "S4U");
    CHECK(why_production(store, false) == "");
    add_tasks(store, "New", 1, "Password");
    CHECK(why_production(store, false) == "it has 21 tasks with stored passwords");
  }

  TEST_CASE("tasks that cannot be read or understood are not counted") {
    FakeTaskStore store;
    add_tasks(store, "Backup", 21, "Password");
    store.add("\\Broken", "<Task>");
    store.failures["read \\Backup\\3"] = 0x80070005;
    CHECK(why_production(store, false) == "");
  }
}
