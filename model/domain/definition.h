// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/tags.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace tidemark {

/// How a metric behaves; decides its defaults (user-visible ones: `kindDefaults`).
enum class MetricKind
{
    Gauge,
    Counter,
    Histogram,
    Timer,
    Rate
};

inline constexpr std::array kMetricKinds{MetricKind::Gauge, MetricKind::Counter,
                                         MetricKind::Histogram, MetricKind::Timer,
                                         MetricKind::Rate};

/// The name in files and on the command line: `gauge counter histogram timer rate`.
[[nodiscard]] QString kindKey(MetricKind kind);
[[nodiscard]] std::optional<MetricKind> kindFromKey(QStringView key);
/// The word on screen, translated.
[[nodiscard]] QString kindLabel(MetricKind kind);

/// What the user chose for one metric over the defaults of its kind. All optional.
struct DefinitionSettings
{
    std::optional<AggregateFunction> defaultFunction;
    std::optional<int> decimals;    ///< fixed decimals on screen, 0..12
    std::optional<double> validMin; ///< entry below asks first (E8)
    std::optional<double> validMax; ///< entry above asks first (E8)
    QStringList replaces = {};      ///< uids and names of metrics that were merged into this one
    QJsonObject other;              ///< keys of newer versions, kept as they came

    friend bool operator==(const DefinitionSettings &, const DefinitionSettings &) = default;
};

[[nodiscard]] QJsonObject toJson(const DefinitionSettings &settings);
/// Unknown keys go to `other`; a known key of a wrong type is ignored and stays in `other`.
[[nodiscard]] DefinitionSettings definitionSettingsFromJson(const QJsonObject &object);

/// A metric's entry in the catalogue. The name is unique within its organisation.
struct Definition
{
    MetricId id;
    QString uid; ///< stable across stores, `mt_…`
    QString name;
    std::optional<QString> description;
    QString unit; ///< symbol; empty when the value has none
    MetricKind kind = MetricKind::Gauge;
    TagMap tags;
    DefinitionSettings settings;
    bool isArchived = false;
    /// For how long its samples are kept, by their stamps; nothing: for ever. At least
    /// kShortestKeeping. Holds for this store alone and is published nowhere.
    std::optional<Timedelta> keepSamples = {};
    QString createdBy;
    Timestamp created;
    QString modifiedBy;
    Timestamp modified;

    friend bool operator==(const Definition &, const Definition &) = default;
};

/// What a new definition is made of; the store adds ids, who and when.
struct NewDefinition
{
    QString name;
    std::optional<QString> description = {};
    QString unit = {};
    MetricKind kind = MetricKind::Gauge;
    TagMap tags = {};
    DefinitionSettings settings = {};
    std::optional<Timedelta> keepSamples = {};
};

/// A change to a definition. An absent member leaves that part alone; a description that is present
/// but empty of value clears it (D8), and samples are then kept for ever.
struct DefinitionChange
{
    std::optional<QString> name;
    std::optional<std::optional<QString>> description;
    std::optional<QString> unit;
    std::optional<MetricKind> kind;
    std::optional<TagMap> tags;
    std::optional<DefinitionSettings> settings;
    std::optional<bool> isArchived;
    std::optional<std::optional<Timedelta>> keepSamples = {};

    [[nodiscard]] bool isEmpty() const
    {
        return !name && !description && !unit && !kind && !tags && !settings && !isArchived &&
               !keepSamples;
    }
};

/// The function a metric is charted with unless the user chose one (D5): counters and rates per
/// period add up as their kind says, all others show the mean.
[[nodiscard]] AggregateFunction defaultFunction(const Definition &definition);

} // namespace tidemark
