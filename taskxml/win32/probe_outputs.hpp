#pragma once

#include <memory>

#include "taskxml/source/live_tasks.hpp"

namespace taskxml {

/// Files in %ProgramData%\DriveLaunch\probes, which only an elevated process can make. Each is owned by
/// Administrators; its account can read and write it, and neither delete nor rename it nor give others access.
/// The process that made one holds it open without letting it be deleted: so it is read by the handle it was
/// made with, and whoever asks whether it is in use finds out by asking for the right to delete it. Throws
/// launcher::Error, and launcher::TrustError where others could change the folder.
std::unique_ptr<ProbeOutputs> open_probe_outputs_folder();

}  // namespace taskxml
