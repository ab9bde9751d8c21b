// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/publish_device.h"

#include <QStringList>

#include <cstdint>
#include <optional>

namespace tidemark::commands {

/// `--send-device --send-inferred-device --send-no-device`: with which device records are sent.
/// `--device` and `--no-device` choose the records.
void addPublishDeviceOptions(QCommandLineParser &parser);

/// The choice, with the name as it is stored; absent when none is given. Errors: InvalidArgument
/// for more than one of them, and for a name that no device can have.
[[nodiscard]] Result<std::optional<PublishDevice>>
readPublishDevice(const QCommandLineParser &parser);

/// What a preview says of the device, in sentences.
[[nodiscard]] QStringList publishDeviceWords(const PublishDevice &device,
                                             const OutboxPreview &preview);

/// Says that this call's choice takes the place of that of earlier ones, of so many records;
/// nothing for none.
void noteReplacedDevices(const Invocation &call, std::int64_t records);

} // namespace tidemark::commands
