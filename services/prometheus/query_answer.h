// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/domain/tags.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>
#include <vector>

namespace tidemark::prometheus {

enum class ResultType
{
    Scalar,
    String,
    Vector, ///< one value of each series
    Matrix  ///< several values of each series
};

/// One series of an answer.
struct QuerySeries
{
    TagMap labels;               ///< `__name__` among them, where it has one
    std::vector<Sample> samples; ///< as told: NaN and infinities are values, a gap is no sample
};

/// What a query was answered.
struct QueryAnswer
{
    ResultType type = ResultType::Vector;
    std::vector<QuerySeries> series; ///< of a scalar one without labels; of a string none
    QString text;                    ///< of a string
    std::int64_t histograms = 0;     ///< native ones, which are left out
    QStringList warnings;            ///< what the server says of the answer, information included
};

/// Of labels or their values.
struct NameAnswer
{
    QStringList names;
    QStringList warnings;
};

struct LabelSetAnswer
{
    std::vector<TagMap> series;
    QStringList warnings;
};

/// What a server knows of a metric from its targets.
struct MetricMetadata
{
    QString type; ///< as in `counter`
    QString help;
    QString unit;

    friend bool operator==(const MetricMetadata &, const MetricMetadata &) = default;
};

struct MetadataAnswer
{
    std::map<QString, MetricMetadata> metrics; ///< by name; the first where targets differ
    QStringList warnings;
};

} // namespace tidemark::prometheus
