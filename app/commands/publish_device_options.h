// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/publish_device.h"

#include <QStringList>

#include <optional>

namespace tidemark::commands {

/// `--send-device --send-inferred-device --send-no-device`: with which device records are sent.
/// `--device` and `--no-device` choose the records.
void addPublishDeviceOptions(QCommandLineParser &parser);

/// The choice; absent when none is given. Errors: InvalidArgument for more than one of them.
[[nodiscard]] Result<std::optional<PublishDevice>>
readPublishDevice(const QCommandLineParser &parser);

/// What a preview says of the device, in sentences.
[[nodiscard]] QStringList publishDeviceWords(const PublishDevice &device,
                                             const OutboxPreview &preview);

} // namespace tidemark::commands
