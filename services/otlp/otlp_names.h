// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_stream.h"

#include <QHash>
#include <QString>

#include <cstddef>

namespace tidemark::otlp {

/// Whose the names of series are: a metric is of one kind and unit, and `api` as a histogram and
/// `api.count` as a sum exclude each other, since both would be kept under one name. One thread.
class OtlpNames
{
public:
    /// Takes the names that any point of the stream needs, or none, and then false.
    [[nodiscard]] bool take(OtlpStream &stream);
    /// The same of a part's.
    [[nodiscard]] bool take(OtlpStream &stream, const OtlpPart &part);
    void release(const OtlpStream &stream);

private:
    struct Owner
    {
        QString metric;
        QString unit; ///< empty: any
        StreamClass kind = StreamClass::Gauge;
        std::size_t streams = 0;
    };

    [[nodiscard]] bool isFree(const QString &name, const OtlpStream &stream) const;
    void add(const QString &name, OtlpStream &stream);

    QHash<QString, Owner> m_owners;
};

} // namespace tidemark::otlp
