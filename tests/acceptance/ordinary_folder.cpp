#include "acceptance/ordinary_folder.hpp"

#include <windows.h>
// After windows.h, which they need.
#include <knownfolders.h>
#include <shlobj.h>

#include <exception>
#include <string_view>

#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

constexpr const char* kStart = "drivelaunch-acceptance-";

/// Empty: this Windows has none.
std::string find_folder(const KNOWNFOLDERID& id) {
  wchar_t* path = nullptr;
  const HRESULT result = SHGetKnownFolderPath(id, 0, nullptr, &path);
  std::string text = SUCCEEDED(result) ? launcher::win32::to_utf8(path) : std::string();
  CoTaskMemFree(path);
  return text;
}

}  // namespace

std::vector<OrdinaryPlace> ordinary_places() {
  const std::string windows = find_folder(FOLDERID_Windows);
  std::vector<OrdinaryPlace> places{
      {.name = "Program Files",
       .path = find_folder(FOLDERID_ProgramFiles),
       .keeps_config = true,
       .keeps_programs = true},
      {.name = "Windows", .path = windows, .keeps_config = true, .keeps_programs = true},
      // Users may add files to what is made there, but not change those of others.
      {.name = "ProgramData",
       .path = find_folder(FOLDERID_ProgramData),
       .keeps_config = true,
       .keeps_programs = false},
      {.name = "Public",
       .path = find_folder(FOLDERID_Public),
       .keeps_config = false,
       .keeps_programs = false},
      {.name = "this profile",
       .path = find_folder(FOLDERID_Profile),
       .keeps_config = false,
       .keeps_programs = false},
      {.name = "the root of the system's volume",
       .path = windows.substr(0, 2),
       .keeps_config = false,
       .keeps_programs = false}};
  std::erase_if(places, [](const OrdinaryPlace& place) { return place.path.empty(); });
  return places;
}

OrdinaryFolder::OrdinaryFolder(Machine& machine, const OrdinaryPlace& place)
    : path_(place.path + '\\' + kStart + machine.run_name()) {
  machine.will_make({.kind = MadeKind::folder, .name = path_});
  make_folder(path_);
  machine.count_step();
}

OrdinaryFolder::~OrdinaryFolder() {
  // What stays is in the list, and goes at the end.
  try {
    remove_ordinary_folder(path_);
  } catch (const std::exception&) {
  }
}

void remove_ordinary_folder(const std::string& path) {
  const std::size_t name = path.find_last_of('\\') + 1;
  if (path.compare(name, std::string_view(kStart).size(), kStart) != 0 || !exists(path)) return;
  if (!is_folder_of_administrators(path))
    throw launcher::Error({.what = "the folder stays",
                           .subject = path,
                           .text = "somebody who is no administrator has made it, or it is a link",
                           .advice = "Look at what is in it, and remove it by hand"});
  for (const char* const file : {"\\drives.ini", "\\run.log", "\\drivelaunch.exe", "\\planted.dll"})
    remove_all(path + file);
  if (RemoveDirectoryW(launcher::win32::to_wide(path).c_str()) == 0)
    throw launcher::Error({.what = "the folder stays",
                           .subject = path,
                           .text = "something is in it that this program has not made",
                           .advice = "Look at it, and remove the folder by hand"});
}

}  // namespace acceptance
