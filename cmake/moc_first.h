// SPDX-License-Identifier: GPL-3.0-or-later
// Read by moc before each file: moc 6.4 misreads some standard headers unless <version> comes
// first.
#include <version>
