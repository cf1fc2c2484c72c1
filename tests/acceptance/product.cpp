#include "acceptance/product.hpp"

#include <windows.h>

#include <array>
#include <string_view>

#include "acceptance/command_run.hpp"
#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/known_folder.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"

namespace acceptance {
namespace {

using launcher::win32::to_utf8;
using launcher::win32::to_wide;

constexpr const wchar_t* kSource = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\DriveLaunch";
constexpr const char* kProbes = "\\DriveLaunch";

std::string in_product(const std::string& name) {
  return launcher::win32::program_data_folder() + "\\DriveLaunch" + name;
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path[folder.size()] == '\\' &&
         _strnicmp(path.c_str(), folder.c_str(), folder.size()) == 0;
}

std::vector<std::string> list_names(const std::string& folder) {
  std::vector<std::string> names;
  WIN32_FIND_DATAW found{};
  const launcher::win32::UniqueSearch search =
      launcher::win32::make_search(FindFirstFileW(to_wide(folder + "\\*").c_str(), &found));
  if (!search) return names;
  do {
    const std::string name = launcher::win32::wtf8_from_wide(found.cFileName);
    if (name != "." && name != "..") names.push_back(name);
  } while (FindNextFileW(search.get(), &found) != 0);
  return names;
}

/// Whether the task is a probe whose launcher is a program in `folder`.
bool is_own_probe(taskxml::TaskStore& store, const taskxml::TaskPath& task, const std::string& folder) {
  if (!task.name().starts_with("probe-")) return false;
  try {
    const taskxml::Document document = taskxml::Document::decode(store.read(task), std::nullopt);
    return document.text().find(folder) != std::string_view::npos;
  } catch (const taskxml::Malformed&) {
    return false;
  }
}

}  // namespace

std::vector<ProductFolder> product_folders() {
  constexpr const char* kOwnersOnly = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
  constexpr const char* kPassing = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;0x1200a0;;;BU)";
  return {{in_product(""), "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"},
          {in_product("\\logs"), kOwnersOnly},
          {in_product("\\credentials"), kPassing},
          {in_product("\\tasks"), kOwnersOnly},
          {in_product("\\probes"), kPassing}};
}

std::string event_source_program() {
  std::array<wchar_t, 1024> text{};
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(HKEY_LOCAL_MACHINE, kSource, L"EventMessageFile",
                   RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, nullptr, text.data(),
                   &size) != ERROR_SUCCESS)
    return {};
  return to_utf8(text.data());
}

void will_use_product_folders(Machine& machine) {
  if (!exists(in_product(""))) machine.will_make({.kind = MadeKind::product_folders, .name = in_product("")});
}

void will_use_event_source(Machine& machine) {
  if (event_source_program().empty())
    machine.will_make({.kind = MadeKind::event_source, .name = "DriveLaunch"});
}

void require_event_source(Machine& machine) {
  if (!event_source_program().empty()) return;
  will_use_product_folders(machine);
  will_use_event_source(machine);
  const CommandResult result = run_command(machine, "drivelaunch.exe", "setup");
  machine.count_step();
  if (result.exit_code != 0)
    throw launcher::Error(
        {.what = "drivelaunch setup fails", .subject = "this machine", .text = show_command(result)});
}

std::vector<std::string> list_product() {
  std::vector<std::string> lines;
  for (const ProductFolder& folder : product_folders()) {
    if (exists(folder.path)) lines.push_back(folder.path);
  }
  for (const std::string& name : list_names(in_product("\\credentials")))
    lines.push_back("credential " + name);
  if (const std::string program = event_source_program(); !program.empty())
    lines.push_back("event source with the texts of " + program);
  return lines;
}

void remove_product_folders() {
  for (const char* const log : {"\\logs\\drivelaunch.log", "\\logs\\drivelaunch.log.1"})
    remove_all(in_product(log));
  const std::vector<ProductFolder> folders = product_folders();
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
    RemoveDirectoryW(to_wide(folder->path).c_str());
}

void remove_event_source(const std::string& folder) {
  if (!is_below(event_source_program(), folder)) return;
  const LSTATUS code = RegDeleteKeyW(HKEY_LOCAL_MACHINE, kSource);
  if (code != ERROR_SUCCESS && code != ERROR_FILE_NOT_FOUND)
    throw launcher::Error(launcher::describe_system_failure(
        "cannot remove the event source", to_utf8(kSource),
        launcher::win32::make_result(static_cast<std::uint32_t>(code), "RegDeleteKeyW"), ""));
}

void remove_credential(const std::string& name) {
  for (const char* const ending : {"", "~login", "~new"})
    remove_all(in_product("\\credentials\\" + name + ending));
}

void remove_probes(taskxml::TaskStore& store, const std::string& folder) {
  const auto probes = taskxml::TaskPath::parse(kProbes).value();
  taskxml::TaskListing listing;
  try {
    listing = store.list(probes);
  } catch (const launcher::Error& error) {
    if (taskxml::is_missing_task(error.failure().code)) return;
    throw;
  }
  for (const taskxml::TaskPath& task : listing.tasks) {
    if (!is_own_probe(store, task, folder)) continue;
    // One that does not run cannot be ended, which is no failure.
    try {
      store.stop(task);
    } catch (const launcher::Error&) {
    }
    store.remove(task);
    remove_all(in_product("\\probes\\" + std::string(task.name())));
  }
  store.remove_folder(probes);
}

}  // namespace acceptance
