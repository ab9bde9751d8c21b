// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/wire/bodies.h"
#include "tests/services/roboto/wire_random.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace tidemark::test {

/// The object of a text, empty for what is none.
[[nodiscard]] QJsonObject objectOf(const QByteArray &json);

/// A value that the SDK is asked to read, and whether what it read is still that value.
struct SdkExample
{
    QString model;
    QJsonValue data;
    std::function<bool(const QJsonObject &dumped)> isSame;
};

/// Bodies of errors with their status.
struct SdkErrorExample
{
    int status;
    QByteArray body;
};

/// Changes of metadata, and what they are made to.
struct SdkChangeExample
{
    roboto::MetadataChangeset changes;
    QJsonObject fields;
    QStringList tags;
};

/// What is written for the SDK to read, and errors for it to raise.
class SdkExamples
{
public:
    static constexpr Timestamp kStart{1777593600000000001};

    explicit SdkExamples(WireRandom &random);

    /// All of them, as tests/interop/roboto_wire.py reads them.
    [[nodiscard]] QByteArray input() const;
    [[nodiscard]] const std::vector<SdkExample> &values() const { return m_values; }
    [[nodiscard]] const std::vector<SdkChangeExample> &changes() const { return m_changes; }
    [[nodiscard]] const std::vector<SdkErrorExample> &errors() const { return m_errors; }

private:
    std::vector<SdkExample> m_values;
    std::vector<SdkChangeExample> m_changes;
    std::vector<SdkErrorExample> m_errors;
    QStringList m_tokens;
};

} // namespace tidemark::test
