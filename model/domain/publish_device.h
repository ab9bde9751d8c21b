// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox.h"
#include "model/domain/publish.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// Which device records are published with (R2). It is kept for each record and source, so that a
/// later correction goes the same way. The record's own device is never changed by it.
struct PublishDevice
{
    /// The numbers stand in stores.
    enum class Mode
    {
        AsRecorded = 0, ///< the one that the record has, or none
        Inferred = 1,   ///< the source takes the only one of the session, else it refuses
        None = 2,
        Given = 3,
    };

    Mode mode = Mode::AsRecorded;
    QString device = {}; ///< of Given

    [[nodiscard]] static PublishDevice asRecorded() { return {}; }
    [[nodiscard]] static PublishDevice inferred() { return {Mode::Inferred, {}}; }
    [[nodiscard]] static PublishDevice none() { return {Mode::None, {}}; }
    [[nodiscard]] static PublishDevice given(QString name)
    {
        return {Mode::Given, std::move(name)};
    }

    friend bool operator==(const PublishDevice &, const PublishDevice &) = default;
};

/// Which choices were made for records before, from the one of most records on. Records that have
/// no choice, or were last published as recorded, are in none.
struct EarlierDevices
{
    struct Choice
    {
        PublishDevice device;
        std::int64_t records = 0;

        friend bool operator==(const Choice &, const Choice &) = default;
    };

    std::int64_t records = 0; ///< all that were asked about; 0 without a choice
    std::vector<Choice> choices = {};
};

/// How many records had another choice than `device`, which replaces it when they are published
/// with that one. `device` has its name as it is stored.
[[nodiscard]] std::int64_t replacedChoices(const EarlierDevices &earlier,
                                           const PublishDevice &device);

/// What is said of the device of a record that has this one here.
[[nodiscard]] DeviceChoice deviceChoice(const PublishDevice &rule,
                                        const std::optional<QString> &recorded);

/// What a sending says of a value. With an inferred device the image has none, but says so.
[[nodiscard]] RemoteImage publishedImage(const PublishDevice &rule, std::optional<double> value,
                                         const std::optional<QString> &recorded);
/// True when `there` may be what came of a sending that said `said`: an inferred device may be any.
[[nodiscard]] bool isShownAs(const RemoteImage &said, const RemoteImage &there);
/// True for an image of publishedImage() whose device is inferred.
[[nodiscard]] bool hasInferredDevice(const RemoteImage &said);

} // namespace tidemark
