#include "taskxml/source/drives.hpp"

#include <fmt/format.h>

#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/drives_file.hpp"
#include "taskxml/source/registry_export.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

using launcher::FoundDrive;

constexpr std::string_view kSmbProvider = "Microsoft Windows Network";

/// Attributes by name, with what they say.
std::string attribute(const Scanner& scanner, std::string_view name) {
  for (const Attribute& candidate : scanner.attributes()) {
    if (candidate.name == name) return element_value(candidate.value);
  }
  return {};
}

bool is_on(const std::string& flag) {
  return flag == "1" || launcher::equals_ignoring_case(flag, "true");
}

/// Reads a Drives.xml.
class PolicyReader {
 public:
  explicit PolicyReader(std::string_view text) : scanner_(text) {}

  std::vector<FoundDrive> read() {
    bool is_drives = false;
    while (scanner_.next()) {
      const Token& token = scanner_.token();
      const bool is_start = token.kind == TokenKind::start_tag;
      if (token.kind == TokenKind::end_tag && token.name == "Drive") finish_drive();
      if (!is_start && token.kind != TokenKind::empty_tag) continue;
      is_drives = is_drives || (token.name == "Drives" && scanner_.depth() == (is_start ? 1 : 0));
      if (!is_drives) break;
      on_element(token.name);
      if (token.name == "Drive" && !is_start) finish_drive();
    }
    if (!is_drives) {
      throw Malformed("not a Drives.xml: the root element is not Drives", 0, {},
                      "Give Preferences\\Drives\\Drives.xml of a policy, "
                      "or a .reg export of HKEY_CURRENT_USER\\Network");
    }
    return std::move(drives_);
  }

 private:
  void on_element(std::string_view element) {
    if (element == "Drives") {
      is_off_ = is_on(attribute(scanner_, "disabled"));
    } else if (element == "Drive") {
      drive_ = FoundDrive{};
      if (is_off_ || is_on(attribute(scanner_, "disabled"))) drive_.obstacle = "it is disabled in the policy";
    } else if (element == "Properties") {
      read_properties();
    } else if (element.starts_with("Filter") && element != "Filters") {
      const std::string name = attribute(scanner_, "name");
      drive_.remarks.push_back(
          fmt::format("Item-level targeting of the policy ({}{}{}) is not taken over: "
                      "every task that reads this file gets the drive.",
                      element, name.empty() ? "" : " ", name));
    }
  }

  void read_properties() {
    const std::string action = attribute(scanner_, "action");
    const std::string label = attribute(scanner_, "label");
    drive_.letter = attribute(scanner_, "letter");
    drive_.remote = attribute(scanner_, "path");
    drive_.user = attribute(scanner_, "userName");
    if (!label.empty()) drive_.remarks.push_back(fmt::format("Label: {}", label));
    if (!attribute(scanner_, "cpassword").empty()) {
      drive_.remarks.emplace_back(
          "The policy holds a password (cpassword) that everybody in the domain can read. It is not copied: "
          "change it.");
    }
    if (!drive_.obstacle.empty()) return;
    if (action == "D") {
      drive_.obstacle = "the policy deletes this drive (action D)";
    } else if (!is_on(attribute(scanner_, "useLetter"))) {
      drive_.obstacle = "the policy takes the first free letter; a task needs one that is always the same";
    } else if (drive_.remote.find('%') != std::string::npos) {
      drive_.obstacle =
          "the path has a variable of the policy, which drives.ini does not know; write its value";
    }
  }

  void finish_drive() { drives_.push_back(std::move(drive_)); }

  Scanner scanner_;
  bool is_off_ = false;
  FoundDrive drive_;
  std::vector<FoundDrive> drives_;
};

std::vector<FoundDrive> read_registry(std::string_view text) {
  std::vector<FoundDrive> drives;
  for (const RegistryKey& key : read_registry_export(text)) {
    const std::size_t last = key.path.rfind('\\');
    if (last == std::string::npos) continue;
    if (!launcher::to_lower_ascii(key.path.substr(0, last)).ends_with("\\network")) continue;
    const auto value = [&](const char* name) {
      const auto found = key.values.find(name);
      return found == key.values.end() ? std::string() : found->second;
    };
    FoundDrive drive{
        .letter = key.path.substr(last + 1), .remote = value("remotepath"), .user = value("username")};
    const std::string provider = value("providername");
    if (!provider.empty() && provider != kSmbProvider)
      drive.obstacle = fmt::format("it is a drive of {}, not of Windows' SMB client", provider);
    drives.push_back(std::move(drive));
  }
  if (drives.empty()) {
    throw Malformed("there is no key Network\\LETTER", 0, {},
                    "Export it with reg export HKCU\\Network drives.reg, as the user who has the drives");
  }
  return drives;
}

}  // namespace

DrivesResult convert_drives(std::string bytes, const std::optional<CodePage>& input_encoding) {
  DrivesResult result;
  std::optional<Document> document;
  try {
    document = Document::decode(std::move(bytes), input_encoding);
    if (document->encoding() == Encoding::unknown_8_bit) {
      throw Malformed("bytes that are not UTF-8", 0, {},
                      "Say which code page the file was written in: --input-encoding cp1252");
    }
    const std::string_view text = document->text();
    const bool is_registry = is_registry_export(text);
    const std::vector<FoundDrive> drives = is_registry ? read_registry(text) : PolicyReader(text).read();
    result.text = launcher::write_drives_file(
        fmt::format(
            "drives.ini for drivelaunch, from {}.\nOnly accounts you trust may be able to change this file.",
            is_registry ? "drives remembered in a registry" : "a Group Policy Drives.xml"),
        drives);
  } catch (const Malformed& malformed) {
    result.refusal = find_place(malformed, document);
  }
  return result;
}

}  // namespace taskxml
