// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/publish_device.h"

namespace tidemark {

namespace {

constexpr QLatin1StringView kInferred("inferred");

} // namespace

std::int64_t replacedChoices(const EarlierDevices &earlier, const PublishDevice &device)
{
    std::int64_t records = 0;
    for (const EarlierDevices::Choice &choice : earlier.choices)
        records += choice.device == device ? 0 : choice.records;
    return records;
}

DeviceChoice deviceChoice(const PublishDevice &rule, const std::optional<QString> &recorded)
{
    switch (rule.mode) {
    case PublishDevice::Mode::Inferred:
        return DeviceChoice::inferred();
    case PublishDevice::Mode::None:
        return DeviceChoice::none();
    case PublishDevice::Mode::Given:
        return DeviceChoice::given(rule.device);
    case PublishDevice::Mode::AsRecorded:
        break;
    }
    return recorded ? DeviceChoice::given(*recorded) : DeviceChoice::none();
}

RemoteImage publishedImage(const PublishDevice &rule, std::optional<double> value,
                           const std::optional<QString> &recorded)
{
    RemoteImage image;
    image.value = value;
    const DeviceChoice choice = deviceChoice(rule, recorded);
    if (choice.mode == DeviceChoice::Mode::Given)
        image.device = choice.device;
    else if (choice.mode == DeviceChoice::Mode::Inferred)
        image.fields.insert(kInferred, true);
    return image;
}

bool isShownAs(const RemoteImage &said, const RemoteImage &there)
{
    return said.value == there.value && (hasInferredDevice(said) || said.device == there.device);
}

bool hasInferredDevice(const RemoteImage &said)
{
    return said.fields.value(kInferred).toBool();
}

} // namespace tidemark
