// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace tidemark::outbox {

/// What others changed of a session there, beside what is about to be said of it.
struct SessionMerge
{
    /// As the session is there, without what others changed and we did not: the difference to what
    /// is wanted is what we changed, and may be sent.
    QJsonObject have;
    bool isDisputed = false; ///< others changed what we changed too
};

/// Compares name, description, and each member of metadata, labels and custom fields. `base`: what
/// both agreed on last; `said`: by a sending without an answer, else as `base`; `there`: as it is
/// now. Other fields are those of `base`. Any thread.
[[nodiscard]] SessionMerge mergeSession(const QJsonObject &base, const QJsonObject &want,
                                        const QJsonObject &said, const QJsonObject &there);

} // namespace tidemark::outbox
