// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QCoreApplication>
#include <QString>

namespace tidemark::roboto {

/// The sentences about changes that cannot be made.
struct ChangeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Changeset)
};

/// The error of such a change.
[[nodiscard]] inline tl::unexpected<Error> changeRefusal(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message, QStringLiteral("roboto.changeset"));
}

} // namespace tidemark::roboto
