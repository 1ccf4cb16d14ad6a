/** What the rules for questions rest on. */
export const HALADYNA =
  "Haladyna, Downing & Rodriguez: A review of multiple-choice item-writing guidelines, Applied Measurement in Education 15(3), 2002";
export const TARRANT =
  "Tarrant, Knierim, Hayes & Ware: The frequency of item writing flaws in multiple-choice questions, Nurse Education Today 26(8), 2006";
export const SAQUET =
  "Moore, Costello, Nguyen & Stamper: An Automatic Question Usability Evaluation Toolkit (SAQUET), AIED 2024";
