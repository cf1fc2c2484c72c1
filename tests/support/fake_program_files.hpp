#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "launcher/program/process.hpp"

namespace launcher::test {

/// A machine's files as sets of paths; Windows ignores case in them, and so does this.
class FakeProgramFiles : public ProgramFiles {
 public:
  std::set<std::string> files;
  std::set<std::string> folders;
  std::set<std::string> changeable;  ///< what others could change
  std::map<std::string, std::string> associations;
  bool is_elevated = false;
  std::string path = R"(C:\Windows\System32;C:\Windows;C:\Tools;C:\DriveLaunch\;relative;;"C:\Quoted Dir")";
  std::string extensions = ".COM;.EXE;.BAT;.CMD;.VBS";
  std::string current = R"(C:\Current)";  ///< the launcher's own directory
  std::uint32_t missing_code = 2;         ///< why what is not there is not there
  std::vector<std::string> asked;         ///< every path that was looked at, in order

  FileStatus query(const std::string& name) override {
    asked.push_back(name);
    if (contains(files, name)) return {FileKind::file, {}};
    if (contains(folders, name)) return {FileKind::folder, {}};
    return {FileKind::missing,
            {.code = missing_code,
             .api = "GetFileAttributesW",
             .text = "The system cannot find the file specified."}};
  }
  std::string full_path(const std::string& name) override {
    const bool is_absolute = name.size() > 2 && (name[1] == ':' || name.starts_with("\\\\"));
    if (is_absolute) return name;
    return name == "." ? current : current + "\\" + name;
  }
  std::string system_directory() override { return R"(C:\Windows\System32)"; }
  std::string windows_directory() override { return R"(C:\Windows)"; }
  std::string own_directory() override { return R"(C:\DriveLaunch)"; }
  std::string path_variable() override { return path; }
  std::string extensions_variable() override { return extensions; }
  Association find_association(const std::string& extension) override {
    return {.command = associations[extension],
            .api = is_elevated ? "RegGetValueW" : "AssocQueryStringW",
            .place = is_elevated ? R"(HKEY_LOCAL_MACHINE\Software\Classes)" : ""};
  }
  std::optional<Failure> find_who_could_change(const std::string& name) override {
    if (!contains(changeable, name)) return std::nullopt;
    return Failure{.what = "others could change the program", .subject = name, .text = "Everyone owns it"};
  }

 private:
  static bool contains(const std::set<std::string>& names, const std::string& wanted) {
    for (const std::string& name : names) {
      if (equals_ignoring_case(name, wanted)) return true;
    }
    return false;
  }
};

}  // namespace launcher::test
