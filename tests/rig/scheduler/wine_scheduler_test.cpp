// The client calls of these tests against Wine's own Task Scheduler, in a prefix that is no rig's: what of them is no
// matter of the stand-in alone. The reasons for the stand-in are in README.md.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <windows.h>

#include <doctest/doctest.h>

#include <string>

#include "scheduler/test_session.hpp"

namespace {

/// The service of Wine starts with the first connection, and is not ready at once.
HRESULT connect_patiently(rig::TaskClient& client) {
  HRESULT answer = client.connect();
  for (int tries = 0; tries < 300 && answer == static_cast<HRESULT>(0x80041315); ++tries) {
    Sleep(100);
    answer = client.connect();
  }
  return answer;
}

}  // namespace

TEST_CASE("Wine's own scheduler: a folder, a task, and away with them") {
  rig::TaskClient client;
  REQUIRE(GetModuleHandleW(L"taskschd.dll") != nullptr);
  REQUIRE(GetModuleHandleW(L"scheduler.dll") == nullptr);
  REQUIRE(connect_patiently(client) == S_OK);
  // Several of these tests may run at once in the one cached prefix.
  const std::wstring folder = L"\\DriveLaunch-" + std::to_wstring(GetCurrentProcessId());
  const std::wstring path = folder + L"\\One";
  CHECK(client.create_folder(folder) == S_OK);
  CHECK(client.folder(folder));
  CHECK(client.add(path, rig::write_definition({})).answer == S_OK);
  const auto task = client.task(path);
  REQUIRE(task);
  CHECK(rig::read_text(*task, &IRegisteredTask::get_Path) == path);
  CHECK(rig::read_text(*task, &IRegisteredTask::get_Name) == L"One");
  CHECK(client.remove(path) == S_OK);
  HRESULT answer = S_OK;
  CHECK_FALSE(client.task(path, &answer));
  CHECK(answer == static_cast<HRESULT>(0x80070002));
  CHECK(client.delete_folder(folder) == S_OK);
}
