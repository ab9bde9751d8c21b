// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/read_context.h"

#include "services/roboto/wire/utf8_text.h"

using namespace Qt::StringLiterals;

namespace tidemark::roboto {

QString FieldPath::text() const
{
    constexpr qsizetype kReadable = 100; // names of metadata come from outside
    QString path = parent != nullptr ? parent->text() : QString();
    if (index)
        return path + u"[%1]"_s.arg(*index);
    if (!path.isEmpty() && !name.empty())
        path += u'.';
    return path + utf8Text(name).left(kReadable);
}

void ReadContext::fail(const FieldPath &path, const QString &message)
{
    if (m_error)
        return;
    const QString field = path.text();
    m_error = Error{ErrorCode::InvalidArgument, message.arg(field), u"wire.field "_s + field};
}

} // namespace tidemark::roboto
