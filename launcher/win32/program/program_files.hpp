#pragma once

#include "launcher/program/process.hpp"

/// Finding a program on this machine.
namespace launcher::win32 {

class LocalProgramFiles : public ProgramFiles {
 public:
  FileStatus query(const std::string& path) override;
  std::string full_path(const std::string& path) override;
  std::string system_directory() override;
  std::string windows_directory() override;
  std::string own_directory() override;
  std::string path_variable() override;
  std::string extensions_variable() override;
  Association find_association(const std::string& extension) override;
  std::optional<Failure> find_who_could_change(const std::string& path) override;
};

}  // namespace launcher::win32
