#include "launcher/config/config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include "launcher/base/nearest.hpp"
#include "launcher/config/config_keys.hpp"
#include "launcher/config/ini_reader.hpp"
#include "launcher/text/text_encoding.hpp"

namespace po = boost::program_options;

namespace launcher {
namespace {

/// A file of another kind has as many findings as lines; nobody reads them all.
constexpr std::size_t kMostMessages = 100;

enum class SectionKind { launcher, drive, share, unknown };

/// A section whose header was understood, as far as it could be.
struct Section {
  const IniSection* source;
  SectionKind kind = SectionKind::unknown;
  std::string name;  ///< what --only calls it; empty: it has none, or a bad one
  std::vector<Finding> findings;

  std::string title() const { return fmt::format("[{}]", source->name); }
  bool is_connection() const { return kind == SectionKind::drive || kind == SectionKind::share; }
  void add(std::string what, std::string offender, std::string advice) {
    findings.push_back({source->line, std::move(what), std::move(offender), std::move(advice)});
  }
};

void refuse_unknown_section(Section& section, std::string_view kind, std::string_view rest) {
  static constexpr std::array<std::string_view, 3> kKinds{"launcher", "drive", "share"};
  const std::string nearest = find_nearest(kind, kKinds);
  std::string advice = "The sections are [launcher], [drive.LETTER] and [share.NAME]";
  if (nearest == "launcher") {
    advice = "The nearest is [launcher]";
  } else if (!nearest.empty()) {
    const std::string_view example = nearest == "drive" ? "LETTER" : "NAME";
    advice = fmt::format("The nearest is [{}.{}]", nearest, is_valid_name(rest) ? rest : example);
  }
  section.add("unknown section", section.title(), std::move(advice));
}

/// Reads the name of a section. One that could not be read at all has its finding already.
Section read_header(const IniSection& source) {
  Section section{.source = &source, .findings = source.findings};
  if (source.name.empty()) return section;
  const std::string_view name = source.name;
  const std::size_t dot = std::min(name.find('.'), name.size());
  const std::string_view kind = name.substr(0, dot);
  const std::string_view rest = name.substr(std::min(dot + 1, name.size()));
  if (equals_ignoring_case(name, "launcher")) {
    section.kind = SectionKind::launcher;
  } else if (dot != name.size() && equals_ignoring_case(kind, "drive")) {
    section.kind = SectionKind::drive;
    try {
      section.name = std::string(1, DriveLetter::parse(rest).letter());
    } catch (const std::invalid_argument&) {
      section.add("bad drive letter", section.title(), "Write one letter, A to Z: [drive.S]");
    }
  } else if (dot != name.size() && equals_ignoring_case(kind, "share")) {
    section.kind = SectionKind::share;
    if (is_valid_name(rest)) {
      section.name = rest;
    } else {
      section.add("bad name of a share", section.title(),
                  "Write 1 to 64 of A-Z a-z 0-9 . _ - and no name of a device: [share.media]");
    }
  } else {
    refuse_unknown_section(section, kind, rest);
  }
  return section;
}

/// Two sections of one name cannot both be meant: the second is a finding.
void refuse_repetition(std::vector<Section>& sections) {
  std::map<std::string, const Section*> seen;
  for (Section& section : sections) {
    if (section.kind == SectionKind::unknown || (section.is_connection() && section.name.empty())) continue;
    // --only and the log know a drive and a share by their names alone; no name of a section is empty.
    const auto [first, is_first] = seen.emplace(to_lower_ascii(section.name), &section);
    if (is_first) continue;
    const bool same_kind = first->second->kind == section.kind;
    section.add(same_kind ? "section given twice" : "two sections of one name", section.title(),
                fmt::format("The first is {} on line {}; {}", first->second->title(),
                            first->second->source->line, same_kind ? "keep one" : "rename one"));
  }
}

/// Nothing when the section has a finding.
std::optional<ConnectionSpec> read_connection(Section& section) {
  const IniSection& source = *section.source;
  const po::variables_map values = type_values(source.entries, connection_keys(), section.findings);
  const auto is_path = [](const IniEntry& entry) { return equals_ignoring_case(entry.key, "path"); };
  if (std::none_of(source.entries.begin(), source.entries.end(), is_path)) {
    section.add("no path", section.title(), "Write path = \\\\server\\share below it");
  }
  if (!section.findings.empty()) return std::nullopt;
  ConnectionSpec spec{.name = section.name, .path = values["path"].as<UncPath>(), .line = source.line};
  if (section.kind == SectionKind::drive) spec.letter = DriveLetter::parse(section.name);
  if (!values["credential"].empty()) spec.credential = values["credential"].as<std::string>();
  spec.timeout = value_or(values, "timeout", spec.timeout);
  spec.on_conflict = value_or(values, "on-conflict", spec.on_conflict);
  spec.verify = value_or(values, "verify", spec.verify);
  spec.required = value_or(values, "required", spec.required);
  spec.encrypt = value_or(values, "encrypt", spec.encrypt);
  return spec;
}

LauncherSettings read_settings(Section& section) {
  const po::variables_map values = type_values(section.source->entries, launcher_keys(), section.findings);
  LauncherSettings settings;
  if (!values["log"].empty()) settings.log = values["log"].as<std::string>();
  settings.log_size = value_or(values, "log-size", settings.log_size);
  settings.event_log = value_or(values, "event-log", settings.event_log);
  return settings;
}

std::string describe_credential(const ConnectionSpec& spec) {
  return spec.credential ? fmt::format("credential {}", *spec.credential) : "no credential";
}

/// Windows allows one user per server and session (error 1219): which of two connects first would be luck.
void refuse_two_users(const std::vector<ConnectionSpec>& connections, std::vector<Finding>& findings) {
  std::map<std::string, const ConnectionSpec*> first_of;
  for (const ConnectionSpec& spec : connections) {
    const auto [found, is_first] = first_of.emplace(to_lower_ascii(spec.path.server()), &spec);
    const ConnectionSpec& first = *found->second;
    if (is_first || (first.credential.has_value() == spec.credential.has_value() &&
                     equals_ignoring_case(first.credential.value_or(""), spec.credential.value_or("")))) {
      continue;
    }
    findings.push_back(
        {spec.line, "two credentials for one server", std::string(spec.path.server()),
         fmt::format(
             "{} has {}, {} on line {} has {}: Windows allows one user per server, so give both the same",
             spec.name, describe_credential(spec), first.name, first.line, describe_credential(first))});
  }
}

/// Windows has one connection without a letter to a share, which is given back once.
void refuse_two_of_one_share(const std::vector<ConnectionSpec>& connections, std::vector<Finding>& findings) {
  std::map<ConnectionId, const ConnectionSpec*> first_of;
  for (const ConnectionSpec& spec : connections) {
    if (spec.letter) continue;
    const auto [found, is_first] = first_of.emplace(spec.id(), &spec);
    if (is_first) continue;
    findings.push_back(
        {spec.line, "two sections of one share", spec.path.root().text(),
         fmt::format(
             "[share.{}] on line {} connects it already, with every folder in it; keep one, or name one with --only",
             found->second->name, found->second->line)});
  }
}

std::vector<std::string> format_findings(std::vector<Finding> findings, std::string_view file_name) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& left, const Finding& right) { return left.line < right.line; });
  std::vector<std::string> messages;
  for (const Finding& finding : findings) {
    if (messages.size() == kMostMessages) {
      messages.push_back(fmt::format("{}:{}: and {} more. Fix the ones above first.", file_name, finding.line,
                                     findings.size() - kMostMessages));
      break;
    }
    messages.push_back(format_finding(finding, file_name));
  }
  return messages;
}

void refuse_unknown_names(const std::vector<std::string>& only, const std::vector<Section>& sections,
                          std::string_view file_name) {
  std::vector<std::string_view> known;
  for (const Section& section : sections) {
    if (!section.name.empty()) known.push_back(section.name);
  }
  for (const std::string& name : only) {
    const auto is_name = [&](std::string_view other) { return equals_ignoring_case(name, other); };
    if (std::any_of(known.begin(), known.end(), is_name)) continue;
    const std::string nearest = find_nearest(name, known);
    throw Error(exit_code_from_win32(win32_error::kBadArguments),
                {.what = "bad command line",
                 .subject = fmt::format("--only {}", name),
                 .text = fmt::format("{} has no [drive.LETTER] or [share.NAME] of that name", file_name),
                 .advice = known.empty() ? "It has no connection at all"
                           : nearest.empty()
                               ? fmt::format("It has {}", fmt::join(known, ", "))
                               : fmt::format("Did you mean {}? It has {}", nearest, fmt::join(known, ", "))});
  }
}

[[noreturn]] void refuse_encoding(const TextEncodingError& error, std::string_view bytes,
                                  std::string_view file_name) {
  std::size_t line = 1;
  if (bytes.starts_with("\xFF\xFE")) {
    for (std::size_t at = 2; at + 1 < bytes.size() && at < 2 + 2 * error.offset(); at += 2) {
      if (bytes[at] == '\n' && bytes[at + 1] == '\0') ++line;
    }
  } else {
    const std::string_view text = bytes.substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0, error.offset());
    line += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  const Finding finding{line, "bad encoding", error.what(),
                        "Save the file as UTF-8, or as UTF-16LE with a byte order mark"};
  throw ConfigError(file_name, {format_finding(finding, file_name)});
}

std::string join_lines(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

ConfigError::ConfigError(std::string_view file_name, std::vector<std::string> messages,
                         LauncherSettings settings)
    : Error(exit_code_from_win32(win32_error::kInvalidData),
            {.what = "bad configuration", .subject = std::string(file_name), .text = join_lines(messages)}),
      messages_(std::move(messages)),
      settings_(std::move(settings)),
      text_(join_lines(messages_)) {}

Config parse_config(std::string_view bytes, std::string_view file_name,
                    const std::vector<std::string>& only) {
  IniFile ini;
  try {
    ini = read_ini(decode_text_file(bytes));
  } catch (const TextEncodingError& error) {
    refuse_encoding(error, bytes, file_name);
  }

  std::vector<Section> sections;
  for (const IniSection& source : ini.sections)
    sections.push_back(read_header(source));
  refuse_repetition(sections);

  Config config{.file = std::string(file_name)};
  std::vector<Finding> errors = std::move(ini.findings);
  std::vector<Finding> warnings;
  for (Section& section : sections) {
    const auto is_name = [&](std::string_view name) { return equals_ignoring_case(name, section.name); };
    const bool selected =
        !section.is_connection() || only.empty() || std::any_of(only.begin(), only.end(), is_name);
    if (section.kind == SectionKind::launcher) {
      config.settings = read_settings(section);
    } else if (section.is_connection()) {
      std::optional<ConnectionSpec> spec = read_connection(section);
      if (selected && spec) config.connections.push_back(std::move(*spec));
    }
    std::vector<Finding>& where = selected ? errors : warnings;
    where.insert(where.end(), section.findings.begin(), section.findings.end());
  }
  refuse_two_users(config.connections, errors);
  refuse_two_of_one_share(config.connections, errors);
  if (!errors.empty())
    throw ConfigError(file_name, format_findings(std::move(errors), file_name), config.settings);
  refuse_unknown_names(only, sections, file_name);
  config.warnings = format_findings(std::move(warnings), file_name);
  return config;
}

}  // namespace launcher
