// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/publish_device_options.h"

#include "app/commands/text.h"
#include "model/core/plural_count.h"
#include "model/core/text.h"

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr QLatin1StringView kChosen("send-device");
constexpr QLatin1StringView kInferred("send-inferred-device");
constexpr QLatin1StringView kNone("send-no-device");

} // namespace

void addPublishDeviceOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QString(kChosen),
         Text::tr("Send the records with this device; without one of these three options each "
                  "goes with the device that it has here."),
         u"NAME"_s},
        {QString(kInferred), Text::tr("Let the source take the only device of the session.")},
        {QString(kNone), Text::tr("Send the records without a device.")},
    });
}

Result<std::optional<PublishDevice>> readPublishDevice(const QCommandLineParser &parser)
{
    const int given =
        int{parser.isSet(kChosen)} + int{parser.isSet(kInferred)} + int{parser.isSet(kNone)};
    if (given > 1 || parser.values(kChosen).size() > 1)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Give one device or one of --%1, --%2 and --%3 only.")
                           .arg(kChosen, kInferred, kNone));
    if (parser.isSet(kInferred))
        return std::optional(PublishDevice::inferred());
    if (parser.isSet(kNone))
        return std::optional(PublishDevice::none());
    if (parser.isSet(kChosen))
        return normalisedName(parser.value(kChosen)).transform([](const QString &name) {
            return std::optional(PublishDevice::given(name));
        });
    return std::optional<PublishDevice>();
}

QStringList publishDeviceWords(const PublishDevice &device, const OutboxPreview &preview)
{
    QStringList words;
    switch (device.mode) {
    case PublishDevice::Mode::AsRecorded:
        words.append(Text::tr("Each record goes with the device that it has here."));
        break;
    case PublishDevice::Mode::Inferred:
        words.append(Text::tr("The source takes the only device of each session."));
        break;
    case PublishDevice::Mode::None:
        words.append(Text::tr("The records go without a device."));
        break;
    case PublishDevice::Mode::Given:
        words.append(preview.isDeviceNew
                         ? Text::tr("The records go with the device %1, which will be made there.")
                               .arg(device.device)
                         : Text::tr("The records go with the device %1.").arg(device.device));
        break;
    }
    if (preview.uninferable > 0)
        words.append(Text::tr("Records that the source will refuse, because their session has no "
                              "device or several: %1.")
                         .arg(preview.uninferable));
    return words;
}

void noteReplacedDevices(const Invocation &call, std::int64_t records)
{
    if (records <= 0)
        return;
    const auto count = pluralCount(records);
    call.console.note(Text::tr("%Ln of these record(s) went with another choice of device before; "
                               "this one replaces it.",
                               nullptr, count));
}

} // namespace tidemark::commands
