#pragma once

#include <string>
#include <vector>

#include "acceptance/machine.hpp"

/// Folders of Windows in which an administrator might put drives.ini, the launcher or a log. Failures are
/// launcher::Error.
namespace acceptance {

struct OrdinaryPlace {
  const char* name;  ///< for the evidence: "Program Files"
  std::string path;
  bool keeps_config;  ///< launcher/README.md promises that a drives.ini of an administrator is accepted there
  bool keeps_programs;  ///< and so are a launcher and a log
};

/// Those that are there, as Windows names them (SHGetKnownFolderPath).
std::vector<OrdinaryPlace> ordinary_places();

/// A folder of this program in such a place, with the permissions that the place hands down. Removed with the object.
class OrdinaryFolder {
 public:
  OrdinaryFolder(Machine& machine, const OrdinaryPlace& place);
  ~OrdinaryFolder();
  OrdinaryFolder(const OrdinaryFolder&) = delete;
  OrdinaryFolder& operator=(const OrdinaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string config() const { return path_ + "\\drives.ini"; }
  std::string log() const { return path_ + "\\run.log"; }
  std::string launcher() const { return path_ + "\\drivelaunch.exe"; }

 private:
  std::string path_;
};

/// Removes such a folder with the files that it has names for, and nothing else. Nothing happens where there is none.
void remove_ordinary_folder(const std::string& path);

}  // namespace acceptance
