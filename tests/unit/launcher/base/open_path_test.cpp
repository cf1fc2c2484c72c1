#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::string read_source(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The names of the launcher's sources that hold the text.
std::vector<std::string> sources_with(const std::string& text) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(DRIVELAUNCH_LAUNCHER)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".cpp" && path.extension() != ".hpp") continue;
    if (read_source(path).find(text) != std::string::npos) names.push_back(path.filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_SUITE("open-path") {
  TEST_CASE("no server of a pipe can act as a run: files are opened where SECURITY_IDENTIFICATION is said") {
    // output_pipe opens its own pipe, which is to be inherited.
    const std::vector<std::string> expected{"open_path.cpp", "output_pipe.cpp"};
    CHECK(sources_with("CreateFileW(") == expected);
    CHECK(sources_with("SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION") == expected);
    // Nor by another function that opens a file.
    for (const char* other :
         {"CreateFileA(", "CreateFile2(", "OpenFile(", "_wfopen(", "fopen(", "ofstream"}) {
      CAPTURE(other);
      CHECK(sources_with(other).empty());
    }
  }
}
