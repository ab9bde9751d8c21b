// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/ids.h"

#include <QCoreApplication>

namespace tidemark::roboto {
namespace {

struct IdText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Id)
};

} // namespace

QString readId(ObjectReader &in, std::string_view name)
{
    QString id = in.text(name);
    if (in.context().hasFailed() || !in.context().isRequest())
        return id;
    if (id.isEmpty())
        in.fail(name, IdText::tr("The field %1 is empty. Give an id."));
    else if (id.toUtf8().size() > kIdMaxBytes)
        in.fail(name, IdText::tr("The field %1 has more than %2 bytes. Shorten it.")
                          .arg(u"%1", QString::number(kIdMaxBytes)));
    return id;
}

} // namespace tidemark::roboto
