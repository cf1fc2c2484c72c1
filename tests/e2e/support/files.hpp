#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Files and folders of the tests. Paths are UTF-8; every function throws std::runtime_error on failure.
namespace e2e {

/// Makes the file, or replaces it.
void write_file(const std::string& path, std::string_view bytes);
std::string read_file(const std::string& path);
void copy_file(const std::string& from, const std::string& to);
void make_folder(const std::string& path);
/// One that is not there is no failure.
void remove_file(const std::string& path);
bool exists(const std::string& path);
/// The names in a folder, without . and ..
std::vector<std::string> list_folder(const std::string& path);
/// With all that is in it. What cannot be removed stays.
void remove_folder(const std::string& path);

/// The folder this test program is in.
std::string own_folder();

/// A new empty folder on a local disk that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder() { remove_folder(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// Whether a folder of this name is the temporary folder of a test that runs beside this one.
  static bool is_name_of_neighbour(std::string_view name);

  const std::string& path() const { return path_; }
  /// The path of a file in it.
  std::string file(std::string_view name) const { return path_ + "\\" + std::string(name); }

 private:
  std::string path_;
};

}  // namespace e2e
