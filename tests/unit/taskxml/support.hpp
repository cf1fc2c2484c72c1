#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/rewrite/rewrite.hpp"

/// What the tests of taskxml share.
namespace taskxml::test {

/// The project's own test files, one folder for each kind: accepted, malformed, unwrappable.
std::filesystem::path data_folder();

/// The files of a folder, sorted; empty when it is not there.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

std::string read_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, std::string_view bytes);

/// A folder that is removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// `--select name=*`: every task, those of Windows included.
RewriteRequest wrap_request();
RewriteRequest unwrap_request();
FileName name_of(const std::filesystem::path& path);
RewriteResult rewrite_file(const std::filesystem::path& path, const std::string& bytes,
                           const RewriteRequest& request);

/// The Exec actions of a file, as text, in order.
std::vector<std::string> execs_of(const std::string& bytes);
/// The text of a file with the Exec actions cut out.
std::string without_execs(const std::string& bytes);

/// What Task Scheduler may make of a file it imports and exports again: comments are gone, layout and
/// spelling are another.
std::string after_a_trip(const std::string& bytes);

/// What must hold for every file whatever is in it (G12, G13). True when it was wrapped, false when it was
/// refused.
bool check_rewriting(const std::filesystem::path& path);

/// The smallest task: `<Task>` with one Exec that holds `inside`.
std::string task_with(std::string_view inside);

/// The element's text of an Exec that holds `inside`.
std::string exec_with(std::string_view inside);

using Random = std::mt19937;
inline std::size_t pick(Random& random, std::size_t count) {
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

}  // namespace taskxml::test
