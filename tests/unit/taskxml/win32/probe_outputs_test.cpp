#include "taskxml/win32/probe_outputs.hpp"

#include <doctest/doctest.h>
#include <windows.h>

#include <algorithm>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/trust/trust.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/product_folder.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/wide_text.hpp"
#include "support/files.hpp"
#include "support/permissions.hpp"
#include "support/rig.hpp"

using launcher::win32::make_handle;
using launcher::win32::to_wide;
using launcher::win32::UniqueHandle;
using taskxml::open_probe_outputs_folder;

namespace {

/// Of all groups Wine keeps this one's rights only.
constexpr const char* kEveryone = "S-1-1-0";

std::string probes_folder() {
  return launcher::win32::path_of(launcher::ProtectedFolder::probes);
}

/// The machine without the folder of probes, as it was.
class CleanProbes {
 public:
  CleanProbes() : had_product_(e2e::exists(launcher::win32::path_of(launcher::ProtectedFolder::product))) {}
  ~CleanProbes() {
    e2e::remove_folder(had_product_ ? probes_folder()
                                    : launcher::win32::path_of(launcher::ProtectedFolder::product));
  }
  CleanProbes(const CleanProbes&) = delete;
  CleanProbes& operator=(const CleanProbes&) = delete;

 private:
  bool had_product_;
};

bool is_possible() {
  if (launcher::win32::is_elevated()) return true;
  MESSAGE("not run: only an elevated process makes the folder");
  return false;
}

/// Opens the file as a shell does for the output of a program: others may read it meanwhile.
UniqueHandle open_like_a_shell(const std::string& path) {
  return make_handle(CreateFileW(to_wide(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, OPEN_ALWAYS,
                                 FILE_ATTRIBUTE_NORMAL, nullptr));
}

void write_to(const UniqueHandle& file, const std::string& text) {
  DWORD count = 0;
  REQUIRE(file);
  REQUIRE(WriteFile(file.get(), text.data(), static_cast<DWORD>(text.size()), &count, nullptr) != 0);
}

}  // namespace

TEST_SUITE("probe outputs") {
  TEST_CASE("what a probe writes is read, from the first byte on each time, at most 1 MB of it") {
    if (!is_possible()) return;
    const CleanProbes clean;
    const auto outputs = open_probe_outputs_folder();
    const auto output = outputs->create(kEveryone);
    CHECK(output.name.starts_with("probe-"));
    CHECK(output.path == probes_folder() + "\\" + output.name);
    CHECK(outputs->read(output.name).empty());
    const UniqueHandle file = open_like_a_shell(output.path);
    write_to(file, "one ");
    CHECK(outputs->read(output.name) == "one ");
    write_to(file, "two");
    CHECK(outputs->read(output.name) == "one two");
    write_to(file, std::string(std::size_t{2} << 20U, 'x'));
    CHECK(outputs->read(output.name).size() == std::size_t{1} << 20U);
  }

  TEST_CASE("G9: the account of a probe can write its file, and neither delete it nor give others access") {
    if (!is_possible()) return;
    const CleanProbes clean;
    const auto outputs = open_probe_outputs_folder();
    const auto look = [](const std::string& path) {
      const auto object = launcher::win32::open_unfollowed(path, READ_CONTROL | FILE_READ_ATTRIBUTES);
      REQUIRE(object);
      return launcher::win32::read_secured_object(object.get(), launcher::TrustKind::file);
    };
    const auto rights_of = [](const launcher::SecuredObject& object, const std::string& sid) {
      std::uint32_t mask = 0;
      for (const launcher::AccessEntry& entry : *object.entries)
        mask |= entry.sid == sid ? entry.mask : 0;
      return mask;
    };
    const launcher::SecuredObject granted = look(outputs->create(kEveryone).path);
    REQUIRE(granted.entries);
    const std::uint32_t rights = rights_of(granted, kEveryone);
    CHECK((rights & FILE_READ_DATA) != 0);
    CHECK((rights & (WRITE_DAC | WRITE_OWNER)) == 0);
    // Under Wine the owner is the process's account, who may write may delete, and the umask counts.
    if (!e2e::is_wine()) {
      CHECK((rights & FILE_WRITE_DATA) != 0);
      CHECK((rights & FILE_APPEND_DATA) != 0);
      CHECK(granted.owner == "S-1-5-32-544");
      CHECK((rights & DELETE) == 0);
    }
    const launcher::SecuredObject closed = look(outputs->create({}).path);
    REQUIRE(closed.entries);
    CHECK(rights_of(closed, kEveryone) == 0);
    const launcher::SecuredObject folder = look(probes_folder());
    REQUIRE(folder.entries);
    CHECK(rights_of(folder, kEveryone) == 0);
  }

  TEST_CASE("a file in use can be neither deleted nor renamed, and anybody sees that it is in use") {
    if (!is_possible()) return;
    const CleanProbes clean;
    const auto outputs = open_probe_outputs_folder();
    const auto output = outputs->create(kEveryone);
    CHECK(outputs->is_in_use(output.name));
    CHECK(open_probe_outputs_folder()->is_in_use(output.name));
    CHECK(DeleteFileW(to_wide(output.path).c_str()) == 0);
    CHECK(GetLastError() == ERROR_SHARING_VIOLATION);
    CHECK(MoveFileExW(to_wide(output.path).c_str(), to_wide(output.path + ".moved").c_str(), 0) == 0);
    outputs->remove(output.name);
    CHECK_FALSE(e2e::exists(output.path));
    CHECK_FALSE(outputs->is_in_use(output.name));
    outputs->remove(output.name);  // nothing happens
  }

  TEST_CASE("what a killed process has left is listed, is not in use, and can be removed") {
    if (!is_possible()) return;
    const CleanProbes clean;
    std::string name;
    {
      const auto killed = open_probe_outputs_folder();
      name = killed->create({}).name;
    }
    const auto outputs = open_probe_outputs_folder();
    const auto used = outputs->create({});
    auto names = outputs->names();
    std::sort(names.begin(), names.end());
    auto expected = std::vector<std::string>{name, used.name};
    std::sort(expected.begin(), expected.end());
    CHECK(names == expected);
    CHECK_FALSE(outputs->is_in_use(name));
    outputs->remove(name);
    CHECK(outputs->names() == std::vector<std::string>{used.name});
  }

  TEST_CASE("G9: no probe is made in a folder that others could change, nor for an account nobody knows") {
    if (!is_possible()) return;
    const CleanProbes clean;
    const auto outputs = open_probe_outputs_folder();
    CHECK(outputs->names().empty());
    CHECK_THROWS_AS(outputs->create("NO-SUCH\\account"), launcher::Error);
    CHECK(outputs->names().empty());
    e2e::set_permissions(probes_folder(), "(A;OICI;FA;;;WD)");
    CHECK_THROWS_AS(outputs->create(kEveryone), launcher::TrustError);
    CHECK(outputs->names().empty());
  }
}
