#pragma once

#include <optional>
#include <string>

#include "launcher/text/wall_clock.hpp"
#include "taskxml/report/drift.hpp"
#include "taskxml/report/estate.hpp"
#include "taskxml/report/overview.hpp"

/// What `report` writes as JSON and CSV. Members and columns are listed in the README: added to, never renamed.
namespace taskxml {

struct EstateReport {
  std::string title;
  launcher::UtcTime made;
  Estate estate;
  Overview overview;
  std::optional<Drift> drift;  ///< empty: there was nothing to compare with
};

/// One object: what --baseline reads, and what the page is made of.
std::string report_as_json(const EstateReport& report);

/// A header line, and a line for each task.
std::string report_as_csv(const EstateReport& report);

}  // namespace taskxml
