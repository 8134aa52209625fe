/* num.h - numbers from text and back, exactly, whatever the locale. */
#ifndef DATA_BASE_NUM_H
#define DATA_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The double nearest to a decimal number that takes up all of text[0..n): an optional sign,
 * digits with an optional point, an optional exponent. False for anything else: blanks,
 * "nan", "inf", hexadecimal, an empty text, and what a double cannot hold (1e400).
 *
 * *plain (may be NULL) is set when num_format() of the result is found again in the text:
 * no exponent, no sign "+", a digit before the point, and at most 15 significant digits or
 * the very 17 that num_format() writes.
 */
bool num_parse(const char *text, size_t n, double *out, bool *plain);

#define NUM_TEXT 400 /* room for any double without an exponent */

/*
 * "%.15g" where that reads back as the same double, else "%.17g" (what cJSON prints, so
 * that a figure of iperf3 is found again in its log); written without an exponent while
 * that takes at most 22 digits. Not a number gives "". Returns buf.
 */
const char *num_format(char *buf, size_t size, double v);

#endif
