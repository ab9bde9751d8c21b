// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/access.h"
#include "model/domain/device.h"
#include "model/domain/file_contribution.h"
#include "model/domain/session.h"
#include "services/roboto/wire/accounts.h"
#include "services/roboto/wire/devices.h"
#include "services/roboto/wire/session_files.h"
#include "services/roboto/wire/sessions.h"

namespace tidemark::roboto {

/// Sessions, devices and organisations between the wire and the store's own values; definitions,
/// records and aggregates are in metric_values.h. Any thread.

/// With description, metadata, tags and custom fields.
[[nodiscard]] SessionRecord sessionRecord(const Session &session, const QString &orgId);
/// A session whose devices must exist.
[[nodiscard]] NewSession newSession(const CreateSessionRequest &request);
/// What the request makes of the session. Errors: those of appliedFields().
[[nodiscard]] Result<SessionChange> changeOf(const UpdateSessionRequest &request,
                                             const Session &session);

[[nodiscard]] DeviceRecord deviceRecord(const Device &device, const QString &orgId);
[[nodiscard]] NewDevice newDevice(const CreateDeviceRequest &request);
/// Errors: those of appliedFields().
[[nodiscard]] Result<DeviceChange> changeOf(const UpdateDeviceRequest &request,
                                            const Device &device);

[[nodiscard]] NewContribution newContribution(const SessionFile &file);
[[nodiscard]] SessionFileView fileView(const FileContribution &file);

[[nodiscard]] OrgRecord orgRecord(const Organisation &organisation);

} // namespace tidemark::roboto
